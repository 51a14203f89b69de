using FuncAuth.Messages;

namespace FuncAuth.Strategies;

/// <summary>A named way to prove or verify something. What parts it plays say the interfaces below.</summary>
public interface IStrategy
{
    /// <summary>The name on the wire, such as <c>email_code</c>.</summary>
    string Name { get; }
}

/// <summary>Proves a contact by a code that is sent to it. Pure: it says what to send and where.</summary>
public interface ICodeStrategy : IStrategy
{
    /// <summary>The attribute whose contacts it sends to, such as <c>email_address</c>.</summary>
    string Field { get; }

    /// <summary>The channel that carries its message.</summary>
    Channel Channel { get; }

    /// <summary>Whether <paramref name="destination"/> is a reserved test identifier (Frontend API): nothing is ever sent there in test mode.</summary>
    bool IsTestDestination(string destination);
}

/// <summary>Verifies a field of a sign-up or a contact of a user.</summary>
public interface IFieldVerifier : ICodeStrategy;

/// <summary>Can be the first factor of a sign-in.</summary>
public interface IFirstFactor : IStrategy
{
    /// <summary>Whether it proves no more than that a new password may be set, which then has to be.</summary>
    bool ResetsPassword => false;

    /// <summary>The factors that it can be for an account; none where the account lacks what it needs.</summary>
    IEnumerable<Factor> Offer(FactorSource source);
}

/// <summary>
/// A first factor that somebody else proves: people go there and come back, and nothing is prepared or attempted here. Where it is built it is offered:
/// it is switched on by being in the catalogue.
/// </summary>
public interface IExternalFactor : IFirstFactor;

/// <summary>Can be the second factor of a sign-in, for users who turned it on.</summary>
public interface ISecondFactor : IStrategy
{
    /// <summary>The factors that it can be for an account, the default one first.</summary>
    IEnumerable<Factor> OfferSecond(FactorSource source);
}
