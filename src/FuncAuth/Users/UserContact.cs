using FuncAuth.Strategies;

namespace FuncAuth.Users;

/// <summary>An e-mail address or phone number of a user, where it does not matter which of them.</summary>
/// <param name="Field">The attribute it belongs to.</param>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Value">The canonical address or number.</param>
/// <param name="Verification">Its proof as far as it has got; null where none was begun.</param>
/// <param name="IsPending">Whether it was added and not proven yet.</param>
public sealed record UserContact(string Field, IdentificationId Id, string Value, Verification? Verification, bool IsPending)
{
    /// <summary>Whether it was proven.</summary>
    public bool IsVerified => Verification is { IsVerified: true };

    /// <summary>What it is claimed as.</summary>
    public Identifier Identifier => Identifier.Of(Field, Value);

    /// <summary>Only the id: the printed form of a record would hold the address.</summary>
    public override string ToString() => Id.Value;
}
