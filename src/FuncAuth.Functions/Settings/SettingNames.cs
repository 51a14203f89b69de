using System.Collections;
using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.Functions.Settings;

/// <summary>
/// Names below <c>FuncAuth</c> that no setting has: misspelt ones, which would leave a default where somebody thinks to have set something.
/// </summary>
/// <remarks>
/// Refused in development, where they are written. In production a name may belong to the release that was there before or is to come, and going back
/// must not fail on it.
/// </remarks>
internal sealed record SettingNames : IChecked
{
    private const string Root = "FuncAuth";

    public ImmutableArray<string> Unknown { get; set; } = [];

    public IEnumerable<string> Complaints() => Unknown.Select(name => $"{name} is no setting; local.settings.sample.json has all there are.");

    /// <summary>Those of <paramref name="configuration"/> that are in none of <paramref name="sections"/>, as a person writes them.</summary>
    public static ImmutableArray<string> NotIn(IEnumerable<SettingSection> sections, IConfiguration configuration)
    {
        var known = sections.ToArray();
        return
        [
            .. configuration.GetSection(Root).AsEnumerable()
                .Where(setting => setting.Value is not null && !known.Any(section => section.Has(setting.Key.Split(':'))))
                .Select(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }
}

/// <summary>A section of settings and the record that it is read into.</summary>
internal sealed record SettingSection(string Path, Type Type)
{
    /// <summary>Whether a setting of that path is read.</summary>
    public bool Has(string[] path)
    {
        string[] own = Path.Split(':');
        return path.Take(own.Length).SequenceEqual(own, StringComparer.OrdinalIgnoreCase) && IsRead(Type, path.AsSpan(own.Length));
    }

    private static bool IsRead(Type type, ReadOnlySpan<string> rest)
    {
        if (rest.IsEmpty)
            return true;
        if (type.IsAssignableTo(typeof(IDictionary)))
            return IsRead(type.GetGenericArguments()[1], rest[1..]);

        foreach (var member in type.GetProperties())
        {
            if ((member.CanWrite || member.PropertyType.IsAssignableTo(typeof(IDictionary))) && member.Name.Equals(rest[0], StringComparison.OrdinalIgnoreCase))
                return IsRead(member.PropertyType, rest[1..]);
        }

        return false;
    }
}
