namespace FuncAuth.Messages;

/// <summary>
/// What waits in a queue: the ids of what is to be sent and nothing else; no destination, no code (SECURITY.md C09). Whoever delivers
/// it loads the attempt and sees whether it is still wanted.
/// </summary>
/// <param name="Channel">Which queue it goes to.</param>
/// <param name="Client">The client that owns the attempt.</param>
/// <param name="SignUp">The attempt.</param>
/// <param name="Field">The field that is being verified.</param>
/// <param name="Verification">The preparation; a later one supersedes it.</param>
/// <param name="TraceParent">W3C trace context of the request that asked for it; null without one.</param>
public sealed record MessageOrder(
    Channel Channel, ClientId Client, SignUpId SignUp, string Field, VerificationId Verification, string? TraceParent);
