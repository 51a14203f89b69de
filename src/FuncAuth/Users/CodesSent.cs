using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>A code that was sent to a contact.</summary>
/// <param name="To">The key of the identifier, which does not say it (<see cref="Identifier.Key"/>).</param>
/// <param name="At">When.</param>
public sealed record CodeSent(string To, DateTimeOffset At);

/// <summary>
/// The codes that a user had sent to contacts within the hour. Kept apart from the contacts: whoever removes one and adds it again, or adds many, does
/// not send more (SECURITY.md R05, R06).
/// </summary>
/// <param name="Recent">The codes, oldest first.</param>
public sealed record CodesSent(ImmutableArray<CodeSent> Recent)
{
    /// <summary>Most mails an hour to one address.</summary>
    public const int MostToAddress = 10;

    /// <summary>Most SMS an hour to one number.</summary>
    public const int MostToNumber = 5;

    /// <summary>Most codes an hour for all contacts of a user.</summary>
    public const int MostInAll = 20;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>None.</summary>
    public static CodesSent None { get; } = new([]);

    /// <summary>How long the next code for <paramref name="contact"/> has to wait; null where it need not.</summary>
    public TimeSpan? WaitFor(UserContact contact, DateTimeOffset now, CodeRules rules)
    {
        ArgumentNullException.ThrowIfNull(contact);
        ArgumentNullException.ThrowIfNull(rules);
        CodeSent[] counted = [.. Recent.Where(sent => now < sent.At + Window)];
        CodeSent[] there = [.. counted.Where(sent => sent.To == contact.Identifier.Key)];
        var most = contact.Field is Fields.PhoneNumber ? MostToNumber : MostToAddress;
        var free = new[]
        {
            there.Length > 0 ? there[^1].At + rules.ResendAfter : now,
            there.Length >= most ? there[^most].At + Window : now,
            counted.Length >= MostInAll ? counted[^MostInAll].At + Window : now,
        }.Max();
        return free > now ? free - now : null;
    }

    /// <summary>The same with one more, and without those that do not count any longer.</summary>
    public CodesSent Add(UserContact contact, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return new([.. Recent.Where(sent => now < sent.At + Window), new CodeSent(contact.Identifier.Key, now)]);
    }

    /// <summary>Only how many: the printed form of a record would be a list.</summary>
    public override string ToString() => $"[{Recent.Length} codes]";
}
