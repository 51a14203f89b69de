using FuncAuth.Azure.Tables;
using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Sweeping;

/// <summary>Something that dies and is swept: how it comes into the tables, and from when on it may go.</summary>
/// <param name="Kind">As it is counted.</param>
/// <param name="After">How long after it was put there it goes; null where it stays for ever.</param>
/// <param name="PutAsync">Puts it there, under a name and at a time.</param>
/// <param name="IsThereAsync">Whether it is there.</param>
internal sealed record Remains(
    string Kind, TimeSpan? After, Func<World, string, DateTimeOffset, Task> PutAsync, Func<World, string, Task<bool>> IsThereAsync)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>Each that there is, by what it is.</summary>
    public static IReadOnlyDictionary<string, Remains> All { get; } = new Dictionary<string, Remains>
    {
        ["an abandoned sign-up"] = OnClient(
            "sign_up", TimeSpan.FromHours(24) + Slack, (name, at) => Known(name, at) with { SignUp = SignUp(name, at) }, client => client.SignUp is not null),
        ["a complete sign-up"] = OnClient(
            "sign_up", TimeSpan.FromHours(24) + Slack,
            (name, at) => Known(name, at) with { SignUp = SignUp(name, at) with { State = new SignUpState.Complete(User(name), SessionId.From(name)) } },
            client => client.SignUp is not null),
        ["an abandoned sign-in"] = OnClient(
            "sign_in", TimeSpan.FromHours(24) + Slack,
            (name, at) => Known(name, at) with { SignIn = new SignIn(SignInId.From(name), at, at.AddHours(24), null, null, new SignInState.NeedsIdentifier()) },
            client => client.SignIn is not null),
        ["a session that was ended"] = OnClient(
            "session", TimeSpan.FromDays(30), (name, at) => Known(name, at) with { Sessions = [Session(name, at) with { End = SessionEnd.Removed }] },
            client => !client.Sessions.IsEmpty),
        ["a session that has expired"] = OnClient(
            "session", TimeSpan.FromDays(37), (name, at) => Known(name, at) with { Sessions = [Session(name, at)] }, client => !client.Sessions.IsEmpty),

        ["a client that knows nobody"] = OnClient("client", TimeSpan.FromDays(7), (name, at) => Known(name, at) with { KnownUsers = [] }, _ => true),
        ["a client that knows somebody"] = OnClient("client", TimeSpan.FromDays(90), Known, _ => true),
        ["a client whose time is over"] = OnClient(
            "client", TimeSpan.FromDays(400) + Slack,
            (name, at) => Known(name, at) with { SignUp = SignUp(name, at) with { State = new SignUpState.Completing() }, Sessions = [Lasting(name, at)] }, _ => true),

        ["the note of a user that is gone"] = Note(Slack, user: false, client: (name, at) => Known(name, at) with { Sessions = [Lasting(name, at)] }),
        ["the note of a client that is gone"] = Note(Slack, user: true, client: null),
        ["the note of a session that is not there"] = Note(Slack, user: true, Known),
        ["the note of a session that was ended"] = Note(
            Slack, user: true, (name, at) => Known(name, at) with { Sessions = [Lasting(name, at) with { End = SessionEnd.Ended }] }),
        ["the note of a session that has expired"] = Note(
            TimeSpan.FromDays(7) + Slack, user: true, (name, at) => Known(name, at) with { Sessions = [Session(name, at)] }),

        ["a claim of nobody"] = Claim(TimeSpan.FromMinutes(10) + Slack, user: null),
        ["a claim of a user that has not the identifier"] = Claim(TimeSpan.FromMinutes(10) + Slack, name => $"{name}-other@example.com"),
        ["a miss"] = Misses(TimeSpan.FromHours(1) + Slack, 1),
        ["misses that lock"] = Misses(TimeSpan.FromHours(1) + Slack, 10),
        ["misses at the codes of sign-ups"] = Misses(TimeSpan.FromHours(1) + Slack, 10, MissedAt.SignUp),
        ["a message that was sent"] = Delivery(TimeSpan.FromHours(48), at => new DeliveryRow("by", at.AddMinutes(-1), at)),
        ["a message of which nothing was heard"] = Delivery(TimeSpan.FromHours(48), at => new DeliveryRow("by", at, null)),
        ["a contact that was removed"] = new(
            "contact", TimeSpan.FromHours(24),
            (world, name, at) => PutUserAsync(world, name, at, user => user.Remembering(new RemovedContact(IdentificationId.From("old"), Fields.EmailAddress, "old@example.com", at))),
            async (world, name) => !(await world.Users.FindAsync(User(name), World.Ct))!.Value.Value.RemovedContacts.IsEmpty),
        ["an account of a provider that nobody came back to link"] = new(
            "external_account", TimeSpan.FromMinutes(10) + Slack,
            (world, name, at) => PutUserAsync(world, name, at, user => user with { ExternalAccounts = [External(at)] }),
            async (world, name) => !(await world.Users.FindAsync(User(name), World.Ct))!.Value.Value.ExternalAccounts.IsEmpty),
        ["a claim of a user that has linked the account"] = Linked(null, "1"),
        ["a claim of a user that has linked another account"] = Linked(TimeSpan.FromMinutes(10) + Slack, "2"),

        ["a user"] = new("user", null, (world, name, at) => PutUserAsync(world, name, at), async (world, name) => await world.Users.FindAsync(User(name), World.Ct) is not null),
        ["a claim of a user that has the identifier"] = Claim(null, Address),
    };

    public static UserId User(string name) => UserId.From(name);

    public static ClientId Client(string name) => ClientId.From(name);

    public static Identifier Identifier(string name) => Given.Email(Address(name));

    public static string Address(string name) => $"{name}@example.com";

    /// <summary>A client that somebody has signed in on.</summary>
    public static Client Known(string name, DateTimeOffset at) =>
        Given.Client(name) with { CreatedAt = at, UpdatedAt = at, KnownUsers = [new KnownUser(User(name), Users.Misses.None)] };

    public static Session Session(string name, DateTimeOffset at) =>
        new(SessionId.From(name), User(name), at, at, at, at.AddDays(7), at.AddDays(30), at);

    private static Session Lasting(string name, DateTimeOffset at) => Session(name, at) with { ExpireAt = at.AddDays(999), AbandonAt = at.AddDays(999) };

    private static SignUp SignUp(string name, DateTimeOffset at) =>
        new(SignUpId.From(name), at, at.AddHours(24), new Collected { EmailAddress = new Contact(Address(name)) }, new SignUpState.Gathering());

    private static Remains OnClient(string kind, TimeSpan after, Func<string, DateTimeOffset, Client> make, Func<Client, bool> has) => new(
        kind, after,
        (world, name, at) => world.Clients.SaveAsync(make(name, at), null, "test", World.Ct),
        async (world, name) => await world.Clients.FindAsync(Client(name), World.Ct) is { } found && has(found.Value));

    private static Remains Note(TimeSpan after, bool user, Func<string, DateTimeOffset, Client>? client) => new(
        "session_note", after,
        async (world, name, at) =>
        {
            await world.Table(world.Layout.Users).AddEntityAsync(UserSessionRow.Write(User(name), Client(name), Session(name, at)), World.Ct);
            if (user)
                await PutUserAsync(world, name, at);
            if (client is not null)
                await world.Clients.SaveAsync(client(name, at), null, "test", World.Ct);
        },
        async (world, name) => await world.Users.FindSessionAsync(User(name), SessionId.From(name), World.Ct) is not null);

    private static Remains Claim(TimeSpan? after, Func<string, string>? user) => new(
        "identifier", after,
        async (world, name, at) =>
        {
            await world.Identifiers.ClaimAsync(Identifier(name), User(name), at, World.Ct);
            if (user is not null)
                await PutUserAsync(world, name, at, one => one with { EmailAddresses = [new EmailAddress(IdentificationId.From(name), user(name), null, at)] });
        },
        async (world, name) => await RowAsync(world, world.Layout.Identifiers, Identifier(name).Key, IdentifierRow.Key));

    private static ExternalAccount External(DateTimeOffset at, string? subject = null) => new(
        ExternalAccountId.From("external"), "oauth_acme", subject is null ? null : new ExternalIdentity("oauth_acme", subject), at)
    {
        Proof = subject is not null ? null : new ExternalProof(
            new Verification(VerificationId.From("external"), "oauth_acme", "k1", at, at.AddMinutes(10), Misses: 0, VerifiedAt: null),
            "https://app.example/", "https://app.example/", new ExternalStage.Away()),
    };

    private static Remains Linked(TimeSpan? after, string subject) => new(
        "identifier", after,
        async (world, name, at) =>
        {
            await world.Identifiers.ClaimAsync(Account(name), User(name), at, World.Ct);
            await PutUserAsync(world, name, at, user => user with { ExternalAccounts = [External(at, $"{name}-{subject}")] });
        },
        async (world, name) => await RowAsync(world, world.Layout.Identifiers, Account(name).Key, IdentifierRow.Key));

    private static Identifier Account(string name) => Users.Identifier.Of("oauth_acme", $"{name}-1");

    private static Remains Misses(TimeSpan after, int count, MissedAt where = MissedAt.SignIn) => new(
        "misses", after,
        (world, name, at) => world.StrayMisses.SaveAsync(
            Identifier(name), where, new Misses([.. Enumerable.Range(0, count).Select(i => new Miss(at, $"{i}", Client("guesser")))]), null, World.Ct),
        async (world, name) => await world.StrayMisses.FindAsync(Identifier(name), where, World.Ct) is not null);

    private static Remains Delivery(TimeSpan after, Func<DateTimeOffset, DeliveryRow> make) => new(
        "delivery", after,
        (world, name, at) => world.Table(world.Layout.Deliveries).AddEntityAsync(make(at).Write(VerificationId.From(name)), World.Ct),
        (world, name) => RowAsync(world, world.Layout.Deliveries, VerificationId.From(name).Value, DeliveryRow.Key));

    private static async Task PutUserAsync(World world, string name, DateTimeOffset at, Func<User, User>? change = null)
    {
        var user = new User { Id = User(name), CreatedAt = at, UpdatedAt = at };
        await world.Table(world.Layout.Users).AddEntityAsync(UserRow.From(change?.Invoke(user) ?? user).Write(user.Id), World.Ct);
    }

    private static async Task<bool> RowAsync(World world, string table, string partition, string row) =>
        await world.Table(table).FindRowAsync(partition, row, World.Ct) is not null;
}
