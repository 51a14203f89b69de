using System.Text.RegularExpressions;
using FuncAuth.Azure.Tables;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Azure.Tests.Tables;

public partial class RoundTripTests
{
    private const int Cases = 300;

    [Fact]
    public void Every_client_is_read_back_as_it_was_written()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var client = new Given.Any(seed).Client();

            var root = ClientRow.Read(ClientRow.Write(client, "request"));
            var signUp = client.SignUp is null ? null : SignUpRow.Read(SignUpRow.Write(client.Id, client.SignUp)).ToSignUp();
            var signIn = client.SignIn is null ? null : SignInRow.Read(SignInRow.Write(client.Id, client.SignIn)).ToSignIn();
            var sessions = client.Sessions.Select(session => SessionRow.Read(SessionRow.Write(client.Id, session)).ToSession(session.Id));

            Assert.Equal(Described.Of(client), Described.Of(root.ToClient(client.Id, signUp, signIn, [.. sessions])));
        }
    }

    [Fact]
    public void Every_user_is_read_back_as_it_was_written()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var user = new Given.Any(seed).User();

            var row = UserRow.Read(UserRow.From(user).Write(user.Id));

            Assert.Equal(Described.Of(user), Described.Of(row.ToUser(user.Id)));
        }
    }

    [Fact]
    public async Task Clients_come_back_from_the_table_as_they_went_in()
    {
        await using var world = await World.NewAsync();
        for (var seed = 1000; seed < 1025; seed++)
        {
            var client = new Given.Any(seed).Client();

            Assert.NotNull(await world.Clients.SaveAsync(client, null, "request", World.Ct));
            var found = await world.Clients.FindAsync(client.Id, World.Ct);

            Assert.Equal(Described.Of(client), Described.Of(found?.Value));
        }
    }

    [Fact]
    public async Task Users_come_back_from_the_table_as_they_went_in()
    {
        await using var world = await World.NewAsync();
        for (var seed = 2000; seed < 2025; seed++)
        {
            var user = new Given.Any(seed).User();

            await world.Users.CreateAsync(user, Given.Client().Id, Given.Session(), World.Ct);
            var found = await world.Users.FindAsync(user.Id, World.Ct);

            Assert.Equal(Described.Of(user), Described.Of(found?.Value));
        }
    }

    // Whoever adds a member to the state finds out here that it needs a place in the rows and in Given.Any.
    [Fact]
    public void The_examples_leave_no_member_of_the_state_at_one_value()
    {
        var values = new Dictionary<string, HashSet<string>>();
        for (var seed = 0; seed < Cases; seed++)
        {
            var any = new Given.Any(seed);
            foreach (var line in Described.Lines("Client", any.Client()).Concat(Described.Lines("User", any.User())))
            {
                var parts = Index().Replace(line, "[]").Split(' ', 2);
                (values.TryGetValue(parts[0], out var seen) ? seen : values[parts[0]] = []).Add(parts[1]);
            }
        }

        // Values that are always there have one type; Identifiers, and why a way failed, are computed from what has its own line; where a way leads out to is
        // not kept.
        var constant = values.Where(member =>
            member.Value.Count == 1 && !member.Value.First().StartsWith(':') && !member.Key.Contains("Identifiers", StringComparison.Ordinal)
            && !member.Key.Contains($".{nameof(ExternalProof.Stage)}.{nameof(ExternalStage.Failed.Why)}.", StringComparison.Ordinal)
            && !member.Key.EndsWith($".{nameof(ExternalProof.Departure)}", StringComparison.Ordinal));
        Assert.Empty(constant.Select(member => member.Key));
        Assert.Contains(values.Keys, path => path.StartsWith("Client.SignUp.Collected.EmailAddress.Verification.Misses", StringComparison.Ordinal));
        Assert.Contains($"= {nameof(SessionEnd.Revoked)}", values["Client.Sessions[].End"]);
        Assert.Contains($"Client.SignUp.State.{nameof(SignUpState.Complete.User)}.Value", values.Keys);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
