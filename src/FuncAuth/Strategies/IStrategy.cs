using FuncAuth.Messages;

namespace FuncAuth.Strategies;

/// <summary>A named way to prove or verify something. What parts it plays say the interfaces below.</summary>
public interface IStrategy
{
    /// <summary>The name on the wire, such as <c>email_code</c>.</summary>
    string Name { get; }
}

/// <summary>
/// Verifies a field of a sign-up (and later a contact of a user) by something sent to it. Pure: it judges what it is given and says
/// what to send.
/// </summary>
public interface IFieldVerifier : IStrategy
{
    /// <summary>The attribute it verifies, such as <c>email_address</c>.</summary>
    string Field { get; }

    /// <summary>The channel that carries its message.</summary>
    Channel Channel { get; }

    /// <summary>Whether <paramref name="destination"/> is a reserved test identifier (Frontend API): nothing is ever sent there in test mode.</summary>
    bool IsTestDestination(string destination);
}
