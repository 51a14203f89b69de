using System.Text.RegularExpressions;

namespace FuncAuth.Functions.Settings;

/// <summary>
/// What the tables and queues of this deployment start with. It stands outside FuncAuth: because the host's binding expressions
/// (<c>%FUNCAUTH_INSTANCE%</c>) read it too; on the real host it must be set, for those know no default.
/// </summary>
public sealed partial record InstanceName : IChecked
{
    public const string Setting = "FUNCAUTH_INSTANCE";

    public string Value { get; set; } = "funcauth";

    public IEnumerable<string> Complaints()
    {
        if (!Allowed().IsMatch(Value))
            yield return $"{Setting} must be 3 to 20 lower-case letters and digits and start with a letter.";
    }

    // \z and not $, which would let a line feed through at the end.
    [GeneratedRegex(@"\A[a-z][a-z0-9]{2,19}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
