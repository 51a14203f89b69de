using FuncAuth.Clients;
using FuncAuth.SignUps;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// What a provider said to one attempt, and the other kind of attempt takes over: a sign-in that met nobody goes on as a sign-up, and a sign-up that met
/// somebody as a sign-in (Frontend API, 6.3). Of the same client alone.
/// </summary>
public static class ExternalTransfer
{
    /// <summary>The way whose proof a sign-up may take over from the client's sign-in; null where none waits.</summary>
    public static ExternalProof? ToSignUp(Client? client, DateTimeOffset now) =>
        client?.SignIn is { External: { } way } signIn && signIn.IsOpenAt(now) && way.TransferableAt(now) is not null ? way : null;

    /// <summary>The way whose proof a sign-in may take over from the client's sign-up; null where none waits.</summary>
    public static ExternalProof? ToSignIn(Client? client, DateTimeOffset now) =>
        client?.SignUp is { Collected.External: { } way } signUp && signUp.IsOpenAt(now) && way.TransferableAt(now) is not null ? way : null;
}
