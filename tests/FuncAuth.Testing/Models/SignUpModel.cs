namespace FuncAuth.Testing.Models;

/// <summary>What the model says is answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Errors">Codes and parameters of a refusal, sorted.</param>
/// <param name="SignUp">The sign-up that is shown; null where none is.</param>
/// <param name="Client">The client that comes along; null where there is none.</param>
public sealed record Expected(int Status, string[] Errors, string? SignUp = null, string? Client = null);

/// <summary>
/// The sign-up object as the Frontend API describes it (states, computed fields, verification of a field), and nothing else: no storage,
/// no races, no ids. It was written from the description and not from the code, and is what the code is held against (SECURITY.md U01).
/// </summary>
public sealed class SignUpModel(ModelSettings settings, DateTimeOffset begin)
{
    private static readonly string[] Identifiers = ["email_address", "phone_number", "username"];
    private static readonly Dictionary<string, string> Proves = new() { ["email_code"] = "email_address", ["phone_code"] = "phone_number" };

    private readonly Browser[] browsers = [new(), new()];
    private readonly Dictionary<(string Field, string Value), (DateTimeOffset At, int Browser)[]> misses = [];

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now { get; private set; } = begin;

    /// <summary>Who has an account, by field and value.</summary>
    public HashSet<(string Field, string Value)> Accounts { get; } = [];

    /// <summary>How many sign-ups have turned into users.</summary>
    public int Users { get; private set; }

    /// <summary>What has to be answered to a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isRight">Whether its code is the one that was sent last for that field.</param>
    public Expected Do(Call call, bool isRight)
    {
        var browser = browsers[call.Browser];
        return call switch
        {
            Call.Wait wait => Wait(wait.Seconds),
            Call.SignOut => SignOut(browser),
            Call.Create create => Create(browser, create.Form),
            Call.Show show => Find(call, show.Which) is { IsCurrent: true } found ? new(200, [], Describe(found), Describe(browser)) : new(404, ["resource_not_found"]),
            Call.Update update => Open(call, update.Which, attempt => Change(browser, attempt, update.Form)),
            Call.Prepare prepare => Open(call, prepare.Which, attempt => Prepare(browser, attempt, prepare.Strategy)),
            Call.Attempt try_ => Open(call, try_.Which, attempt => Answer(browser, attempt, try_, isRight)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private Expected Wait(int seconds)
    {
        Now = Now.AddSeconds(seconds);
        return new(200, []);
    }

    private Expected SignOut(Browser browser)
    {
        if (!browser.IsKnown)
            return new(401, ["signed_out"]);

        browser.Sessions.Clear();
        if (browser.Attempts.LastOrDefault() is { } latest)
            (latest.IsCurrent, latest.IsForgotten) = (false, !latest.IsReplaced);
        return new(200, [], Client: Describe(browser));
    }

    private Expected Create(Browser browser, IEnumerable<Input> form)
    {
        if (settings.SingleSession && IsSignedIn(browser))
            return Refuse(browser, 400, "session_exists");
        if (Faults(form) is { Length: > 0 } faults)
            return Refuse(browser, 422, faults);

        if (browser.Attempts.LastOrDefault() is { IsForgotten: false } before)
            (before.IsCurrent, before.IsReplaced) = (false, true);
        var attempt = new Attempt(Now.AddHours(24));
        browser.Attempts.Add(attempt);
        browser.IsKnown = true;
        Fill(attempt, form);
        return Settle(browser, attempt);
    }

    private Expected Change(Browser browser, Attempt attempt, IEnumerable<Input> form)
    {
        if (Faults(form) is { Length: > 0 } faults)
            return Refuse(browser, 422, faults);
        Fill(attempt, form);
        return Settle(browser, attempt);
    }

    private Expected Prepare(Browser browser, Attempt attempt, string? strategy)
    {
        if (StrategyFault(strategy) is { } fault)
            return Refuse(browser, 422, fault);
        var field = Proves[strategy!];
        if (!attempt.Values.ContainsKey(field))
            return Refuse(browser, 400, "client_state_invalid");

        if (attempt.Proofs.GetValueOrDefault(field) is { } before)
        {
            if (before.IsRight)
                return Refuse(browser, 400, "verification_already_verified");
            if (Now < before.PreparedAt.AddSeconds(settings.ResendSeconds))
                return Refuse(browser, 429, "verification_code_too_many_requests");
            if (before.Misses > 0 && IsLocked((field, attempt.Values[field])))
                return Refuse(browser, 403, "user_locked");
        }

        attempt.Proofs[field] = new Proof(Now);
        return new(200, [], Describe(attempt), Describe(browser));
    }

    private Expected Answer(Browser browser, Attempt attempt, Call.Attempt call, bool isRight)
    {
        if (StrategyFault(call.Strategy) is { } fault)
            return Refuse(browser, 422, fault);
        if (call.Guess is Guess.Nothing)
            return Refuse(browser, 422, "form_param_missing code");
        if (call.Guess is Guess.Blank)
            return Refuse(browser, 422, "form_param_nil code");
        if (attempt.Proofs.GetValueOrDefault(Proves[call.Strategy!]) is not { } proof)
            return Refuse(browser, 400, "verification_missing");

        var status = Status(proof);
        if (status is not "unverified")
            return Refuse(browser, 400, status is "verified" ? "verification_already_verified" : $"verification_{status}");
        var contact = (Proves[call.Strategy!], attempt.Values[Proves[call.Strategy!]]);
        if (WhyClosed(contact) is { } closed)
            return closed is "user_locked" ? Refuse(browser, 403, closed) : Refuse(browser, 429, closed);
        if (isRight)
        {
            misses[contact] = [.. Counting(contact).Where(miss => miss.Browser != call.Browser)];
            proof.IsRight = true;
            return Settle(browser, attempt);
        }

        misses[contact] = [.. Counting(contact), (Now, call.Browser)];
        proof.Misses++;
        return Refuse(browser, 422, "form_code_incorrect code");
    }

    // Ten misses an hour at a contact, whoever makes them at whatever code; from the fourth on the next one has to wait.
    private string? WhyClosed((string Field, string Value) contact) =>
        IsLocked(contact) ? "user_locked"
        : Counting(contact) is { Length: >= 4 } many && Now < many[^1].At.AddSeconds(Math.Pow(2, many.Length - 4)) ? "too_many_requests"
        : null;

    private bool IsLocked((string Field, string Value) contact) =>
        misses.GetValueOrDefault(contact) is { Length: >= 10 } all && Now < all[^1].At.AddHours(1);

    private (DateTimeOffset At, int Browser)[] Counting((string Field, string Value) contact) =>
        misses.GetValueOrDefault(contact) is not { } all || (all.Length >= 10 && !IsLocked(contact)) ? [] : [.. all.Where(miss => Now < miss.At.AddHours(1))];

    // Complete the moment nothing is missing and nothing unverified; an account that nobody can be found by is none.
    private Expected Settle(Browser browser, Attempt attempt)
    {
        if (Missing(attempt).Any() || Unverified(attempt).Any() || !Identifiers.Any(attempt.Values.ContainsKey))
            return new(200, [], Describe(attempt), Describe(browser));
        var own = Identifiers.Where(attempt.Values.ContainsKey).Select(field => (field, attempt.Values[field])).ToArray();
        if (own.Where(Accounts.Contains).Select(taken => taken.field).FirstOrDefault() is { } lost)
        {
            // Whoever lost it is asked for another one; everything else stays, proofs included.
            attempt.Values.Remove(lost);
            attempt.Proofs.Remove(lost);
            return Refuse(browser, 400, "identification_claimed");
        }

        Accounts.UnionWith(own);
        Users++;
        attempt.IsComplete = true;
        browser.Sessions.Add(Now.AddDays(7));
        return new(200, [], Describe(attempt), Describe(browser));
    }

    private static void Fill(Attempt attempt, IEnumerable<Input> form)
    {
        foreach (var input in form)
        {
            if (attempt.Values.GetValueOrDefault(input.Field) == input.Value)
                continue; // the same once more keeps its proof
            attempt.Proofs.Remove(input.Field);
            if (input.Value is null)
                attempt.Values.Remove(input.Field);
            else
                attempt.Values[input.Field] = input.Value;
        }
    }

    private string[] Faults(IEnumerable<Input> form)
    {
        var faults = form.Select(input => (input.Field, Fault: Fault(input)))
            .Where(found => found.Fault is not null).Select(found => $"{found.Fault} {found.Field}").ToArray();
        return faults.Length > 0 ? faults
            : [.. form.Where(input => input.Value is not null && Accounts.Contains((input.Field, input.Value))).Select(input => $"form_identifier_exists {input.Field}")];
    }

    // The terms are no attribute: a page may always say whether they were accepted.
    private string? Fault(Input input)
    {
        var rule = Rule(input.Field);
        var areTerms = input.Field is "legal_accepted";
        return rule is not { Enabled: true } && !areTerms ? "form_param_unknown"
            : input.Fault ?? (input.Value is not null || rule is not { Required: true } ? null : areTerms ? "legal_not_accepted" : "form_param_nil");
    }

    private static string? StrategyFault(string? strategy) =>
        strategy is null ? "form_param_missing strategy" : strategy is "" ? "form_param_nil strategy"
        : Proves.ContainsKey(strategy) ? null : "form_param_value_invalid strategy";

    // Current and open: the step. Else 403 for one's own of before, and 404 for what is not this client's or was forgotten by a sign-out.
    private Expected Open(Call call, Which which, Func<Attempt, Expected> step) => Find(call, which) switch
    {
        null or { IsForgotten: true } => Refuse(browsers[call.Browser], 404, "resource_not_found"),
        { IsCurrent: true, IsComplete: false } attempt when Now < attempt.AbandonAt => step(attempt),
        _ => Refuse(browsers[call.Browser], 403, "resource_forbidden"),
    };

    private Attempt? Find(Call call, Which which) => which switch
    {
        Which.Latest => browsers[call.Browser].Attempts.LastOrDefault(),
        Which.Earlier => browsers[call.Browser].Attempts.SkipLast(1).LastOrDefault(),
        _ => null,
    };

    private Expected Refuse(Browser browser, int status, params string[] errors) =>
        new(status, [.. errors.Order(StringComparer.Ordinal)], Client: browser.IsKnown ? Describe(browser) : null);

    private ModelRule? Rule(string field) => settings.Attributes.FirstOrDefault(rule => rule.Name == field);

    private IEnumerable<string> Missing(Attempt attempt) =>
        settings.Attributes.Where(rule => rule.Required && !attempt.Values.ContainsKey(rule.Name)).Select(rule => rule.Name);

    private IEnumerable<string> Unverified(Attempt attempt) => settings.Attributes
        .Where(rule => rule.Proven && attempt.Values.ContainsKey(rule.Name) && attempt.Proofs.GetValueOrDefault(rule.Name) is not { IsRight: true })
        .Select(rule => rule.Name);

    private string Status(Proof proof) =>
        proof.IsRight ? "verified" : proof.Misses >= settings.MaxMisses ? "failed"
        : Now >= proof.PreparedAt.AddSeconds(settings.CodeSeconds) ? "expired" : "unverified";

    private bool IsSignedIn(Browser browser) => browser.Sessions.Any(end => Now < end);

    private string Describe(Browser browser) => SignUpText.OfClient(
        browser.Sessions.Count(end => Now < end),
        browser.Attempts.LastOrDefault() is { IsCurrent: true, IsComplete: false } open && Now < open.AbandonAt ? Describe(open) : null);

    private string Describe(Attempt attempt) => SignUpText.OfSignUp(
        attempt.IsComplete ? "complete" : Now < attempt.AbandonAt ? "missing_requirements" : "abandoned",
        settings.Attributes.Where(rule => rule.Required).Select(rule => rule.Name),
        settings.Attributes.Where(rule => rule is { Enabled: true, Required: false }).Select(rule => rule.Name),
        Missing(attempt), Unverified(attempt), attempt.Values, attempt.AbandonAt, attempt.IsComplete,
        Proves.Where(pair => attempt.Values.ContainsKey(pair.Value)).ToDictionary(
            pair => pair.Value,
            pair => attempt.Proofs.GetValueOrDefault(pair.Value) is { } proof
                ? $"{Status(proof)} {pair.Key} {proof.Misses} {proof.PreparedAt.AddSeconds(settings.CodeSeconds).ToUnixTimeMilliseconds()} "
                  + Status(proof) switch { "verified" => "", "unverified" => "needs_attempt", _ => "needs_prepare" }
                : $"unverified  - {attempt.AbandonAt.ToUnixTimeMilliseconds()} needs_prepare"));

    private sealed class Browser
    {
        public bool IsKnown { get; set; }

        public List<Attempt> Attempts { get; } = [];

        public List<DateTimeOffset> Sessions { get; } = [];
    }

    private sealed class Attempt(DateTimeOffset abandonAt)
    {
        public DateTimeOffset AbandonAt => abandonAt;

        public Dictionary<string, string> Values { get; } = [];

        public Dictionary<string, Proof> Proofs { get; } = [];

        public bool IsComplete { get; set; }

        public bool IsCurrent { get; set; } = true;

        public bool IsReplaced { get; set; }

        public bool IsForgotten { get; set; }
    }

    private sealed class Proof(DateTimeOffset preparedAt)
    {
        public DateTimeOffset PreparedAt => preparedAt;

        public int Misses { get; set; }

        public bool IsRight { get; set; }
    }
}
