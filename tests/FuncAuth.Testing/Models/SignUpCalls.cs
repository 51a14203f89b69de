using System.Collections.Immutable;
using System.Globalization;
using CsCheck;

namespace FuncAuth.Testing.Models;

/// <summary>What an instance of the model asks of people.</summary>
/// <param name="Attributes">One rule an attribute.</param>
/// <param name="SingleSession">Whether who is signed in has to sign out first.</param>
/// <param name="CodeSeconds">How long a code lives.</param>
/// <param name="MaxMisses">How many wrong codes kill one.</param>
/// <param name="ResendSeconds">How soon there is another.</param>
public sealed record ModelSettings(ImmutableArray<ModelRule> Attributes, bool SingleSession, int CodeSeconds, int MaxMisses, int ResendSeconds)
{
    public override string ToString() =>
        $"{(SingleSession ? "single session" : "many sessions")}, codes live {CodeSeconds} s, {MaxMisses} misses, another after {ResendSeconds} s;"
        + string.Concat(Attributes.Where(rule => rule.Enabled).Select(rule => $" {rule.Name}{(rule.Required ? "!" : "")}{(rule.Proven ? "?" : "")}"));
}

/// <summary>One attribute: whether it may be given, must be given, and must be proven once it is given.</summary>
public sealed record ModelRule(string Name, bool Enabled, bool Required, bool Proven);

/// <summary>A value for a field: what is sent, and what it means. Neither value nor fault takes the field back.</summary>
/// <param name="Field">The field.</param>
/// <param name="Sent">What is typed; <c>#</c> stands for seven digits that are the case's own.</param>
/// <param name="Value">What it is then, in its canonical form.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record Input(string Field, string Sent, string? Value = null, string? Fault = null)
{
    /// <summary>The same, in the case with that number.</summary>
    public Input In(int number)
    {
        var digits = number.ToString("D7", CultureInfo.InvariantCulture);
        return this with { Sent = Sent.Replace("#", digits, StringComparison.Ordinal), Value = Value?.Replace("#", digits, StringComparison.Ordinal) };
    }

    public override string ToString() => $"{Field}='{Sent}'";
}

/// <summary>Which sign-up a call names: the browser's latest, the one before, or the latest of the other browser.</summary>
public enum Which
{
    Latest,
    Earlier,
    Foreign,
}

/// <summary>What is given as a code.</summary>
public enum Guess
{
    Right,
    RightInBlanks,
    RightInFullWidth,
    Wrong,
    OfEarlierPreparation,
    OfOtherField,
    OfOtherBrowser,
    Letters,
    Blank,
    Nothing,
}

/// <summary>One call of one of two browsers.</summary>
public abstract record Call(int Browser)
{
    public sealed record Create(int Browser, ImmutableArray<Input> Form) : Call(Browser)
    {
        public override string ToString() => $"{Browser}: create {string.Join(' ', Form)}";
    }

    public sealed record Update(int Browser, Which Which, ImmutableArray<Input> Form) : Call(Browser)
    {
        public override string ToString() => $"{Browser}: update {Which} {string.Join(' ', Form)}";
    }

    public sealed record Prepare(int Browser, Which Which, string? Strategy) : Call(Browser);

    public sealed record Attempt(int Browser, Which Which, string? Strategy, Guess Guess) : Call(Browser);

    public sealed record Show(int Browser, Which Which) : Call(Browser);

    public sealed record SignOut(int Browser) : Call(Browser);

    public sealed record Wait(int Seconds) : Call(0);
}

/// <summary>A case: an instance, and what two browsers ask of it.</summary>
public sealed record SignUpCase(ModelSettings Settings, ImmutableArray<Call> Calls)
{
    public override string ToString() => $"{Settings}\n{string.Join('\n', Calls)}";
}

/// <summary>Makes cases up.</summary>
public static class SignUpCases
{
    /// <summary>Everything that is typed into a field. A new attribute joins the model here and in <see cref="Settings"/>.</summary>
    private static readonly ImmutableArray<Input> Inputs =
    [
        new("email_address", "jane.#@example.com", "jane.#@example.com"),
        new("email_address", " JANE.#@Example.COM ", "jane.#@example.com"),
        new("email_address", "joe.#@example.com", "joe.#@example.com"),
        new("email_address", ""),
        new("email_address", "  "),
        new("email_address", "nonsense", Fault: "form_param_format_invalid"),
        new("phone_number", "+49 1512 #", "+491512#"),
        new("phone_number", "+491512#", "+491512#"),
        new("phone_number", "+49 1511 #", "+491511#"),
        new("phone_number", ""),
        new("phone_number", "12", Fault: "form_param_format_invalid"),
        new("username", "jane_#", "jane_#"),
        new("username", "JANE_#", "jane_#"),
        new("username", "joe-#", "joe-#"),
        new("username", ""),
        new("username", "abc", Fault: "form_username_invalid_length"),
        new("username", "a b c d", Fault: "form_username_invalid_character"),
        new("username", "12345", Fault: "form_username_needs_non_number_char"),
        new("password", "a quiet meadow at noon", "set"),
        new("password", "a loud meadow at night", "set"),
        new("password", ""),
        new("password", "short", Fault: "form_password_length_too_short"),
        new("first_name", "Jane", "Jane"),
        new("first_name", " Joan ", "Joan"),
        new("first_name", ""),
        new("last_name", "Doe", "Doe"),
        new("last_name", "\u0007", Fault: "form_param_format_invalid"),
        new("last_name", "D\uFFFEoe", Fault: "form_param_format_invalid"),
        new("username", "jane\uFFFEdoe", Fault: "form_username_invalid_character"),
        new("legal_accepted", "true", "set"),
        new("legal_accepted", "false"),
        new("legal_accepted", "perhaps", Fault: "form_param_type_invalid"),
    ];

    private static readonly Gen<int> Browser = Gen.Frequency((4, Gen.Const(0)), (1, Gen.Const(1)));

    private static readonly Gen<Which> Named = Gen.Frequency(
        (20, Gen.Const(Which.Latest)), (1, Gen.Const(Which.Earlier)), (1, Gen.Const(Which.Foreign)));

    private static readonly Gen<string?> Strategy = Gen.Frequency(
        (10, Gen.Const<string?>("email_code")), (8, Gen.Const<string?>("phone_code")),
        (1, Gen.OneOf<string?>("", "carrier_pigeon", "password", null)));

    private static readonly Gen<Guess> Guesses = Gen.Frequency(
        (10, Gen.Const(Guess.Right)), (6, Gen.Const(Guess.Wrong)), (6, Gen.OneOf(Enum.GetValues<Guess>())));

    /// <summary>Instances on which somebody can sign up.</summary>
    public static readonly Gen<ModelSettings> Settings =
        Gen.Select(
            Gen.Select(Rule("email_address", canBeProven: true), Rule("phone_number", canBeProven: true), Rule("username")),
            Gen.Select(Rule("first_name"), Rule("last_name"), Rule("password"), Gen.Bool.Select(asked => new ModelRule("legal_accepted", asked, asked, false))),
            Gen.Select(Gen.Bool, Gen.OneOf(60, 600), Gen.OneOf(1, 3), Gen.OneOf(0, 30)))
        .Select((identifiers, rest, rules) => new ModelSettings(
            [identifiers.Item1, identifiers.Item2, identifiers.Item3, rest.Item1, rest.Item2, rest.Item3, rest.Item4], rules.Item1, rules.Item2, rules.Item3, rules.Item4))
        .Where(settings => settings.Attributes.Take(3).Any(rule => rule.Enabled));

    /// <summary>What two browsers ask of an instance, with values of their own.</summary>
    public static Gen<ImmutableArray<Call>> CallsOf(ModelSettings settings, int most) =>
        Gen.Select(Gen.Int[0, 9_999_999], CallOf(settings).Array[1, most], (number, calls) => calls.Select(call => In(call, number)).ToImmutableArray());

    /// <summary>Instances and calls.</summary>
    public static Gen<SignUpCase> Of(int most) =>
        Settings.SelectMany(settings => CallsOf(settings, most).Select(calls => new SignUpCase(settings, calls)));

    private static Gen<Call> CallOf(ModelSettings settings)
    {
        var form = FormOf(settings);
        return Gen.Frequency<Call>(
            (2, Gen.Select(Browser, form, (browser, form) => (Call)new Call.Create(browser, form))),
            (6, Gen.Select(Browser, Named, form, (browser, which, form) => (Call)new Call.Update(browser, which, form))),
            (9, Gen.Select(Browser, Named, Strategy, (browser, which, strategy) => (Call)new Call.Prepare(browser, which, strategy))),
            (12, Gen.Select(Browser, Named, Strategy, Guesses, (browser, which, strategy, guess) => (Call)new Call.Attempt(browser, which, strategy, guess))),
            (1, Gen.Select(Browser, Named, (browser, which) => (Call)new Call.Show(browser, which))),
            (1, Browser.Select(browser => (Call)new Call.SignOut(browser))),
            (3, Gen.Frequency((12, Gen.OneOf(1, 29, 30)), (4, Gen.OneOf(59, 60, 599, 600)), (1, Gen.OneOf(86_399, 86_400, 604_801)))
                .Select(seconds => (Call)new Call.Wait(seconds))));
    }

    // One value a field: what comes twice is another matter, and refused before any of this. Most forms are such as a page would send.
    private static Gen<ImmutableArray<Input>> FormOf(ModelSettings settings)
    {
        Input[] sensible =
        [
            .. Inputs.Where(input => input.Fault is null && settings.Attributes.Any(rule =>
                rule.Name == input.Field && rule.Enabled && !(rule.Required && input.Value is null))),
        ];
        return Gen.Frequency((6, Gen.OneOf(sensible).Array[0, 6]), (1, Gen.OneOf([.. Inputs]).Array[0, 4]))
            .Select(inputs => inputs.DistinctBy(input => input.Field).ToImmutableArray());
    }

    private static Call In(Call call, int number) => call switch
    {
        Call.Create create => create with { Form = [.. create.Form.Select(input => input.In(number))] },
        Call.Update update => update with { Form = [.. update.Form.Select(input => input.In(number))] },
        _ => call,
    };

    private static Gen<ModelRule> Rule(string name, bool canBeProven = false) =>
        Gen.Select(Gen.Int[0, 3], Gen.Bool, (how, proven) => new ModelRule(name, how > 0, how > 1, how > 0 && canBeProven && proven));
}
