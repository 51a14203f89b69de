using System.Globalization;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions.Settings;

/// <summary>Settings that can tell what is wrong with them: a sentence each, naming the setting and never its value.</summary>
public interface IChecked
{
    IEnumerable<string> Complaints();
}

/// <summary>Hands the complaints of settings to whoever starts the host.</summary>
internal sealed class ComplaintsAtStart<T> : IValidateOptions<T> where T : class, IChecked
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        string[] complaints = [.. options.Complaints()];
        return complaints.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(complaints);
    }
}

/// <summary>What sentences about settings have in common.</summary>
internal static class Setting
{
    /// <summary>A setting as a person writes it in an environment variable: <c>FuncAuth__Codes__MaxMisses</c>.</summary>
    public static string Name(string section, string member) =>
        $"{section.Replace(":", "__", StringComparison.Ordinal)}__{member}";

    public static IEnumerable<string> Outside(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            yield return string.Create(CultureInfo.InvariantCulture, $"{name} must be from {least} to {most}.");
    }
}
