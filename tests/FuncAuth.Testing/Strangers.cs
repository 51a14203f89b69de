using System.Text.RegularExpressions;

namespace FuncAuth.Testing;

/// <summary>
/// Two strangers who do the same at the same moment, one with an identifier that has an account, one with an identifier that has none, and compare what
/// they get: every answer is the same to the letter, but for ids and for the identifier itself. The clock has to stand still, for times are compared.
/// </summary>
public sealed partial class Strangers : IDisposable
{
    private readonly StorageTrail? trail;

    private Strangers(Stranger known, Stranger unknown, StorageTrail? trail) => (Known, Unknown, this.trail) = (known, unknown, trail);

    /// <summary>The one whose identifier has an account.</summary>
    public Stranger Known { get; }

    /// <summary>The one whose identifier has none.</summary>
    public Stranger Unknown { get; }

    /// <param name="host">Whom they ask.</param>
    /// <param name="known">An identifier that has an account.</param>
    /// <param name="unknown">One that has none, as long as the other.</param>
    /// <param name="trail">Where given, what they cause to be stored is compared too.</param>
    public static Strangers At(FuncAuthHost host, string known, string unknown, StorageTrail? trail = null)
    {
        Assert.Equal(known.Length, unknown.Length);
        return new Strangers(new Stranger(host.OpenPage(), known, true), new Stranger(host.OpenPage(), unknown, false), trail);
    }

    /// <summary>Both do it, and get the same; gives the answer of the one whose identifier has an account.</summary>
    public async Task<Answer> DoAsync(Func<Stranger, Task<Answer>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (known, atKnown) = await SeeAsync(Known, step);
        var (unknown, atUnknown) = await SeeAsync(Unknown, step);
        Assert.Equal(Shown(unknown, Unknown.Identifier), Shown(known, Known.Identifier));
        Assert.Equal(atUnknown, atKnown);
        return known;
    }

    /// <summary>Both begin a sign-in or a sign-up with it.</summary>
    public Task<Answer> BeginAsync(string path, params (string Name, string Value)[] form) => DoAsync(async stranger =>
    {
        var begun = await stranger.Page.PostAsync(path, [.. form.Select(field => (field.Name, field.Value == "…" ? stranger.Identifier : field.Value))]);
        if (begun.Status == 200)
            stranger.Attempt = begun["id"]!;
        return begun;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Known.Page.Dispose();
        Unknown.Page.Dispose();
    }

    private async Task<(Answer Answer, string[] Trail)> SeeAsync(Stranger stranger, Func<Stranger, Task<Answer>> step)
    {
        trail?.Take();
        var answer = await step(stranger);
        return (answer, trail?.Take() ?? []);
    }

    private static string Shown(Answer answer, string identifier)
    {
        var headers = answer.Headers.Where(header => header.Key is not "Date").OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        var whole = $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Body}".Replace(identifier.TrimStart('+'), "IDENTIFIER", StringComparison.Ordinal);
        return Cookie().Replace(Trace().Replace(Id().Replace(whole, "$1_ID"), "TRACE"), "__client=COOKIE");
    }

    [GeneratedRegex("\\b(client|sia|sua|sess|user|idn)_[0-9A-Za-z]{27}")]
    private static partial Regex Id();

    [GeneratedRegex("\\b[0-9a-f]{32}\\b")]
    private static partial Regex Trace();

    [GeneratedRegex("__client=[^;]+")]
    private static partial Regex Cookie();
}

/// <summary>Somebody with a browser and an identifier.</summary>
/// <param name="Page">The browser.</param>
/// <param name="Identifier">What is typed.</param>
/// <param name="IsKnown">Whether it has an account.</param>
public sealed record Stranger(FrontEnd Page, string Identifier, bool IsKnown)
{
    /// <summary>The sign-in or sign-up that they are at.</summary>
    public string Attempt { get; set; } = "";
}
