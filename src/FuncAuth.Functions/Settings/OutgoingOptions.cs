namespace FuncAuth.Functions.Settings;

/// <summary>What the app may call whose address is a setting or an answer.</summary>
public sealed record OutgoingOptions : IChecked
{
    public const string Section = "FuncAuth:Outgoing";

    /// <summary>Whether external providers may be on this machine, also without TLS: for development and tests.</summary>
    public bool AllowLoopback { get; set; }

    public static string OpenInProduction { get; } =
        $"{Setting.Name(Section, nameof(AllowLoopback))} must not be true in production: whoever can choose an address would reach what runs beside the app.";

    public IEnumerable<string> Complaints() => [];
}
