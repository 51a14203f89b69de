namespace FuncAuth.Functions.Settings;

/// <summary>What users may do to their own accounts.</summary>
public sealed record UserOptions : IChecked
{
    public const string Section = "FuncAuth:Users";

    /// <summary>Whether they may delete them. Prebuilt screens show it only where they may.</summary>
    public bool DeleteSelf { get; set; } = true;

    public IEnumerable<string> Complaints() => [];
}
