using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Users;

namespace FuncAuth;

/// <summary>
/// Something a step wants done besides saving the client. Those of a completing sign-up are done in the order claim, create, save; those of other
/// steps in their own order before the client is saved, so a claim stands before the user that has it and a release after the user that has it no
/// more. A message is sent after everything, but word of a change of the user before that change.
/// </summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>The identifier shall belong to the user from now on, if it is nobody's yet.</summary>
    /// <param name="Identifier">The identifier.</param>
    /// <param name="User">The user.</param>
    /// <param name="IsProven">Whether it is a contact that a sign-up has proven by a code: then what was missed at its codes goes, for there is nothing left to guess at.</param>
    public sealed record Claim(Identifier Identifier, UserId User, bool IsProven = false) : Effect;

    /// <summary>The user shall exist, with this first session noted in its partition.</summary>
    public sealed record CreateUser(User User, Session Session) : Effect;

    /// <summary>
    /// The user shall be as in <paramref name="Next"/>, if it still is as it was gathered; before the client is saved, because what is counted on the
    /// user must be on record before anybody hears of it.
    /// </summary>
    /// <param name="Next">The user after the step.</param>
    /// <param name="Enters">A session that begins, noted in the user's partition; null where none does.</param>
    public sealed record SaveUser(User Next, Session? Enters = null) : Effect;

    /// <summary>The identifier shall no longer be the user's, once the user no longer has it.</summary>
    public sealed record Release(Identifier Identifier, UserId User) : Effect;

    /// <summary>
    /// The user shall be gone, if it still is as it was gathered, and what other clients hold of it before that. Its sessions are over with it.
    /// </summary>
    public sealed record DeleteUser(User User) : Effect;

    /// <summary>
    /// The misses at an identifier that has no account shall be these, if they still are as they were gathered. Where none were gathered there must be none:
    /// whoever did not look finds out so, and looks.
    /// </summary>
    public sealed record SaveStrayMisses(Identifier Identifier, MissedAt Where, Misses Next) : Effect;

    /// <summary>A message shall be sent; asked for only after the client is saved, if it is not word of what is saved with a user.</summary>
    public sealed record Send(MessageOrder Order) : Effect
    {
        /// <summary>Whether it tells of what <paramref name="save"/> changes. Then it is asked for before that, so that no change goes untold.</summary>
        public bool IsWordOf(SaveUser save)
        {
            ArgumentNullException.ThrowIfNull(save);
            return Order.Subject is MessageSubject.Notice notice && notice.User == save.Next.Id;
        }
    }
}
