using System.Text.Json;

namespace FuncAuth.Testing.Models;

/// <summary>A sign-up and its client in one line each: what the model says and what was answered are compared as text, which shows where they differ.</summary>
public static class SignUpText
{
    private static readonly string[] Shown = ["email_address", "phone_number", "username", "first_name", "last_name"];

    public static string OfClient(int sessions, string? signUp) => $"{sessions} sessions; {signUp ?? "no sign-up"}";

    public static string OfSignUp(
        string status, IEnumerable<string> required, IEnumerable<string> optional, IEnumerable<string> missing, IEnumerable<string> unverified,
        IReadOnlyDictionary<string, string> values, DateTimeOffset abandonAt, bool isCreated, IReadOnlyDictionary<string, string> proofs) =>
        $"{status}; required {List(required)}; optional {List(optional)}; missing {List(missing)}; unverified {List(unverified)}; "
        + string.Join(' ', Shown.Select(field => $"{field}={values.GetValueOrDefault(field)}")) + $" password={values.ContainsKey("password")} terms={values.ContainsKey("legal_accepted")}; "
        + $"abandoned at {abandonAt.ToUnixTimeMilliseconds()}; user {isCreated}, session {isCreated}; "
        + string.Join("; ", Shown.Take(2).Select(field => $"{field}: {proofs.GetValueOrDefault(field, "none")}"));

    /// <summary>The same of a client on the wire; null of none.</summary>
    public static string? OfClient(JsonElement? client) => client is not { ValueKind: JsonValueKind.Object } seen ? null
        : OfClient(seen.GetProperty("sessions").GetArrayLength(), OfSignUp(seen.GetProperty("sign_up")));

    /// <summary>The same of a sign-up on the wire; null of none.</summary>
    public static string? OfSignUp(JsonElement? signUp)
    {
        if (signUp is not { ValueKind: JsonValueKind.Object } seen)
            return null;

        IEnumerable<string> Names(string member) => seen.GetProperty(member).EnumerateArray().Select(name => name.GetString()!);
        var values = Shown.Where(field => seen.GetProperty(field).ValueKind is JsonValueKind.String).ToDictionary(field => field, field => seen.GetProperty(field).GetString()!);
        if (seen.GetProperty("has_password").GetBoolean() && seen.GetProperty("password_enabled").GetBoolean())
            values.Add("password", "set");
        if (seen.GetProperty("legal_accepted_at").ValueKind is JsonValueKind.Number)
            values.Add("legal_accepted", "set");

        var (user, session) = (seen.GetProperty("created_user_id").ValueKind is JsonValueKind.String, seen.GetProperty("created_session_id").ValueKind is JsonValueKind.String);
        var proofs = Shown.Take(2).Where(field => seen.GetProperty("verifications").GetProperty(field).ValueKind is JsonValueKind.Object)
            .ToDictionary(field => field, field => Proof(seen.GetProperty("verifications").GetProperty(field)));
        return OfSignUp(
            seen.GetProperty("status").GetString()!, Names("required_fields"), Names("optional_fields"), Names("missing_fields"), Names("unverified_fields"),
            values, DateTimeOffset.FromUnixTimeMilliseconds(seen.GetProperty("abandon_at").GetInt64()), user && session, proofs)
            + (user == session ? "" : "; a user without a session, or a session without a user");
    }

    private static string Proof(JsonElement proof) =>
        $"{proof.GetProperty("status")} {proof.GetProperty("strategy")} {(proof.GetProperty("attempts") is { ValueKind: JsonValueKind.Number } attempts ? attempts : "-")} "
        + $"{proof.GetProperty("expire_at")} {proof.GetProperty("next_action")}";

    private static string List(IEnumerable<string> names) => $"[{string.Join(' ', names.Order(StringComparer.Ordinal))}]";
}
