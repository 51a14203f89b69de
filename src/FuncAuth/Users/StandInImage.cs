using System.Text;

namespace FuncAuth.Users;

/// <summary>
/// The image of somebody who gave none, as an address that holds it: the initials, or where there is no name a figure. Front ends put
/// <c>image_url</c> into an image without asking, and an empty one is a broken picture.
/// </summary>
public static class StandInImage
{
    // Prebuilt screens know by this word that there is no picture of the person's own to remove.
    private const string Id = "avatar_placeholder";

    private const string Figure = "<circle cx='20' cy='15' r='7'/><path d='M6 40a14 14 0 0 1 28 0'/>";

    /// <summary>The address for somebody of these names, a few hundred characters.</summary>
    public static string Of(string? firstName, string? lastName)
    {
        var initials = Initial(firstName) + Initial(lastName);
        var drawn = initials.Length == 0
            ? Figure
            : $"<text x='20' y='26' font-family='sans-serif' font-size='16' text-anchor='middle'>{initials}</text>";
        return "data:image/svg+xml," + Uri.EscapeDataString(
            $"<svg xmlns='http://www.w3.org/2000/svg' id='{Id}' viewBox='0 0 40 40'><rect width='40' height='40' fill='gray'/><g fill='white'>{drawn}</g></svg>");
    }

    // A letter that means nothing in XML, and whole: half of a pair is none.
    private static string Initial(string? name) =>
        name?.EnumerateRunes().FirstOrDefault(Rune.IsLetter) is { Value: > 0 } letter ? Rune.ToUpperInvariant(letter).ToString() : "";
}
