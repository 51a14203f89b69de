namespace FuncAuth.LocalHost;

/// <summary>Why there is no local host, in one sentence for the person who wanted one.</summary>
public sealed class LocalHostException : Exception
{
    public LocalHostException(string sentence)
        : base(sentence)
    {
    }

    public LocalHostException(string sentence, Exception cause)
        : base(sentence, cause)
    {
    }
}
