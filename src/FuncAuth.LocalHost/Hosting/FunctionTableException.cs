namespace FuncAuth.LocalHost.Hosting;

/// <summary>A function that the real host could not serve, or would serve otherwise than it reads. The message is one sentence for whoever wrote the function.</summary>
public sealed class FunctionTableException : Exception
{
    public FunctionTableException(string message) : base(message)
    {
    }

    public FunctionTableException(string message, Exception cause) : base(message, cause)
    {
    }
}
