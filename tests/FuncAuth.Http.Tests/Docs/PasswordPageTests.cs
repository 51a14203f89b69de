using System.Reflection;
using System.Text.RegularExpressions;
using FuncAuth.Errors;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using FuncAuth.Strategies.Password;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>The page about passwords names what the code has, and all of it.</summary>
public sealed class PasswordPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Checkout.Root!.FullName, "docs", "strategies", "password.md"));

    [Fact]
    public void Its_settings_are_those_of_the_code_with_their_defaults()
    {
        var defaults = new PasswordOptions();
        var settings = typeof(PasswordOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);
        var expected = settings.Select(property => ($"FuncAuth__Passwords__{property.Name}", $"{property.GetValue(defaults)}"));

        var told = Regex.Matches(Page, @"^\| `(FuncAuth__\w+)` \| (\S*) ?\|", RegexOptions.Multiline).Select(row => (row.Groups[1].Value, row.Groups[2].Value));

        Assert.Equal(expected.Order(), told.Order());
    }

    [Fact]
    public void Every_refusal_of_the_strategy_is_on_it_and_no_other_code_with_a_wrong_status()
    {
        var own = Errors(typeof(PasswordErrors)).ToArray();
        var known = own.Concat(Errors(typeof(AuthErrors))).Select(error => (error.Code, error.Status)).ToHashSet();

        Assert.All(own, error => Assert.Contains($"`{error.Code}`", Page, StringComparison.Ordinal));
        var rows = Regex.Matches(Page, @"\| `(\w+)` \| (\d{3}) \|").Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value, null))).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(row, known));
        Assert.All(Regex.Matches(Page, @"`(form_\w+)`").Select(code => code.Groups[1].Value), code => Assert.Contains(known, error => error.Code == code));
    }

    [Fact]
    public void Its_numbers_are_those_of_the_code()
    {
        Assert.Contains($"at most {PasswordRules.Default.MaxLength} characters", Page, StringComparison.Ordinal);
        Assert.Contains($"{PasswordHasher.Memory / 1024} MiB", Page, StringComparison.Ordinal);
        Assert.Equal(8, TriedWords.MaxWords);
        Assert.Contains("up to eight spellings", Page, StringComparison.Ordinal);
        Assert.Equal(5, LeakedPassword.PrefixLength);
        Assert.Matches(@"the first\s+five of the 40 digits", Page);
    }

    /// <summary>Every error that a class of errors can make.</summary>
    private static IEnumerable<AuthError> Errors(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Static).Select(member => member switch
        {
            PropertyInfo property => property.GetValue(null) as AuthError,
            MethodInfo { IsSpecialName: false } method when method.ReturnType == typeof(AuthError) => (AuthError?)method.Invoke(
                null, [.. method.GetParameters().Select(parameter => Any(parameter.ParameterType))]),
            _ => null,
        }).OfType<AuthError>();

    private static object? Any(Type type) =>
        type == typeof(string) ? "something" : type.IsValueType ? Activator.CreateInstance(type) : null;
}
