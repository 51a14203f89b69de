using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Users;

namespace FuncAuth;

/// <summary>Something a step wants done besides saving the client. Those of a completion are done in the order claim, create, save; a message is sent after the save.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>The identifier shall belong to the user from now on, if it is nobody's yet.</summary>
    public sealed record Claim(Identifier Identifier, UserId User) : Effect;

    /// <summary>The user shall exist, with this first session noted in its partition.</summary>
    public sealed record CreateUser(User User, Session Session) : Effect;

    /// <summary>A message shall be sent; asked for only after the client is saved.</summary>
    public sealed record Send(MessageOrder Order) : Effect;
}
