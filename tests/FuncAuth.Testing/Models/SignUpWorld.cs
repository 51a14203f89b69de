using System.Text.Json;

namespace FuncAuth.Testing.Models;

/// <summary>What was answered.</summary>
public sealed record Seen(int Status, string[] Errors, JsonElement? SignUp, JsonElement? Client);

/// <summary>Something that answers the calls of two browsers: the flows themselves, or a host. Keeps the codes that were sent.</summary>
public abstract class SignUpWorld
{
    private readonly Dictionary<(int Browser, string Field), List<string>> codes = [];

    /// <summary>The time of day.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Does every call and holds each answer against the model.</summary>
    public async Task FollowAsync(SignUpModel model, IEnumerable<Call> calls)
    {
        foreach (var (call, number) in calls.Select((call, number) => (call, number)))
        {
            var code = call is Call.Attempt attempt ? Code(attempt) : null;
            var isRight = call is Call.Attempt { Strategy: "email_code" or "phone_code" } attempted && code is not null
                && Plain(code) == codes.GetValueOrDefault((call.Browser, Field(attempted.Strategy)))?.LastOrDefault();
            var expected = model.Do(call, isRight);

            var seen = await DoAsync(call, code);

            var where = $"after call {number + 1}, {call}";
            Same(where, $"{expected.Status} {string.Join(", ", expected.Errors)}", $"{seen.Status} {string.Join(", ", seen.Errors.Order(StringComparer.Ordinal))}");
            Same(where, expected.SignUp, SignUpText.OfSignUp(seen.SignUp));
            Same(where, expected.Client, SignUpText.OfClient(seen.Client));
            Check(model);
            if (call is Call.Prepare { Strategy: { } strategy } && seen.Status == 200)
                await LearnAsync(call.Browser, Field(strategy), seen.SignUp!.Value);
        }
    }

    /// <summary>Does a call; <paramref name="code"/> is what an attempt says.</summary>
    protected abstract Task<Seen> DoAsync(Call call, string? code);

    /// <summary>The code that was just sent for a field of that sign-up.</summary>
    protected abstract Task<string> SentAsync(int browser, string field, JsonElement signUp);

    /// <summary>Looks behind the answers.</summary>
    protected virtual void Check(SignUpModel model) { }

    private async Task LearnAsync(int browser, string field, JsonElement signUp)
    {
        if (!codes.TryGetValue((browser, field), out var known))
            codes[(browser, field)] = known = [];
        known.Add(await SentAsync(browser, field, signUp));
    }

    private string? Code(Call.Attempt call)
    {
        List<string> Of(int browser, string field) => codes.GetValueOrDefault((browser, field)) ?? [];
        var field = Field(call.Strategy ?? "");
        var right = Of(call.Browser, field).LastOrDefault() ?? "123456";
        return call.Guess switch
        {
            Guess.Right => right,
            Guess.RightInBlanks => $" {right}\t",
            Guess.RightInFullWidth => string.Concat(right.Select(digit => (char)(digit - '0' + '\uFF10'))),
            Guess.OfEarlierPreparation => Of(call.Browser, field).SkipLast(1).LastOrDefault() ?? Wrong(right),
            Guess.OfOtherField => Of(call.Browser, field is "email_address" ? "phone_number" : "email_address").LastOrDefault() ?? Wrong(right),
            Guess.OfOtherBrowser => Of(1 - call.Browser, field).LastOrDefault() ?? Wrong(right),
            Guess.Wrong => Wrong(right),
            Guess.Letters => "abcdef",
            Guess.Blank => " ",
            Guess.Nothing => null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Field(string strategy) => strategy is "phone_code" ? "phone_number" : "email_address";

    private static string Wrong(string code) => code == "000000" ? "000001" : "000000";

    private static string Plain(string code) => code.Trim().Normalize(System.Text.NormalizationForm.FormKC);

    private static void Same(string where, string? expected, string? seen) =>
        Assert.True(expected == seen, $"{where}\n  the model says {expected ?? "nothing"}\n  but it is      {seen ?? "nothing"}");
}
