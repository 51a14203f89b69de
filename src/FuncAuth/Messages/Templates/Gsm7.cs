using System.Buffers;

namespace FuncAuth.Messages.Templates;

/// <summary>
/// How long a text is as an SMS. In the default alphabet (3GPP TS 23.038) a message holds 160 septets; one character outside it, and the
/// whole text travels in UCS-2, 70 to a message. What is longer is split, and paid for by the part.
/// </summary>
public static class Gsm7
{
    /// <summary>Septets in one message.</summary>
    public const int Segment = 160;

    /// <summary>UTF-16 units in one message that is not in the default alphabet.</summary>
    public const int Ucs2Segment = 70;

    private static readonly SearchValues<char> Basic = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");

    // Each takes an escape before it.
    private static readonly SearchValues<char> Extension = SearchValues.Create("\f^{}\\[~]|€");

    /// <summary>The septets that <paramref name="text"/> takes; null where it does not fit the default alphabet.</summary>
    public static int? Septets(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var septets = 0;
        foreach (var letter in text)
        {
            if (Basic.Contains(letter))
                septets++;
            else if (Extension.Contains(letter))
                septets += 2;
            else
                return null;
        }

        return septets;
    }

    /// <summary>Whether <paramref name="text"/> travels as one message, in whichever alphabet it needs.</summary>
    public static bool IsOneSegment(string text) => Septets(text) is { } septets ? septets <= Segment : text.Length <= Ucs2Segment;
}
