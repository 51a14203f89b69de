using System.Reflection;
using System.Text.RegularExpressions;
using FuncAuth.Errors;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>docs/errors.md lists what the code can say: every error of every class of errors, with its code, status and parameter, and nothing else.</summary>
public sealed partial class ErrorsPageTests
{
    private const string AnyField = "some_field";

    [Fact]
    public void The_page_has_a_line_for_every_error_and_none_besides()
    {
        var (page, code) = (Page(), Code());

        Assert.NotEmpty(code);
        Assert.True(page.Count == page.Select(line => line.SaidBy).Distinct().Count(), "docs/errors.md has two lines for: "
            + string.Join(", ", page.GroupBy(line => line.SaidBy).Where(lines => lines.Count() > 1).Select(lines => lines.Key)));
        var missing = code.Where(error => page.All(line => line.SaidBy != error.SaidBy));
        Assert.True(!missing.Any(), "docs/errors.md lacks:\n" + string.Join('\n', missing.Select(Line)));
        var stale = page.Where(line => code.All(error => error.SaidBy != line.SaidBy));
        Assert.True(!stale.Any(), "docs/errors.md has, and the code has not:\n" + string.Join('\n', stale.Select(Line)));
    }

    [Fact]
    public void Each_line_says_what_the_code_says()
    {
        var page = Page().ToLookup(line => line.SaidBy);

        var wrong = Code().Where(error => page[error.SaidBy].Any(line => !Agree(line, error)))
            .Select(error => $"{Line(page[error.SaidBy].First())}\nshould begin with\n{Line(error)}");

        Assert.True(!wrong.Any(), string.Join("\n\n", wrong));
    }

    // A strategy's own errors may get their parameter where they are said; then the page knows more than the value.
    private static bool Agree(Entry line, Entry error) =>
        (line.Code, line.Status) == (error.Code, error.Status)
        && (line.Parameter == error.Parameter || (error.Parameter == "—" && !error.SaidBy.StartsWith($"{nameof(AuthErrors)}.", StringComparison.Ordinal)));

    private static List<Entry> Page() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(
            (Checkout.Root ?? throw new DirectoryNotFoundException("No folder above the tests holds FuncAuth.sln.")).FullName, "docs", "errors.md")))
            .Select(row => new Entry(row.Groups["code"].Value, row.Groups["status"].Value, row.Groups["parameter"].Value, row.Groups["by"].Value)),
    ];

    private static List<Entry> Code() =>
    [
        .. typeof(AuthError).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Errors", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(AuthError))
            .Select(method => Of($"{method.DeclaringType!.Name}.{method.Name.Replace("get_", "", StringComparison.Ordinal)}", Sample(method))),
    ];

    private static AuthError Sample(MethodInfo method) =>
        (AuthError)method.Invoke(null, [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType))])!;

    private static object? Argument(Type type) =>
        type == typeof(string) ? AnyField
        : type == typeof(int) ? 7
        : type.GetField("Empty", BindingFlags.Public | BindingFlags.Static) is { } empty ? empty.GetValue(null)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;

    private static Entry Of(string saidBy, AuthError error) =>
        new(error.Code, error.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.ParamName switch
        {
            null => "—",
            AnyField => "the field",
            var name => $"`{name}`",
        }, saidBy);

    private static string Line(Entry entry) => $"| `{entry.Code}` | {entry.Status} | {entry.Parameter} | `{entry.SaidBy}` |";

    private sealed record Entry(string Code, string Status, string Parameter, string SaidBy);

    [GeneratedRegex(@"^\| `(?<code>\w+)` \| (?<status>\d{3}) \| (?<parameter>[^|]+) \| `(?<by>\w+\.\w+)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
