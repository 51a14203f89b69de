using CsCheck;
using FuncAuth.Testing;
using FuncAuth.Testing.Models;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The sign-up object against its model, through HTTP and storage.</summary>
public sealed class SignUpModelTests(ITestOutputHelper output)
{
    private static readonly ModelRule Off = new("", Enabled: false, Required: false, Proven: false);

    private static readonly ModelSettings Usual = new(
        [Proven("email_address"), Optional("phone_number") with { Proven = true }, Optional("username"), Optional("first_name"), Optional("last_name"), Required("password")],
        SingleSession: true, CodeSeconds: 600, MaxMisses: 3, ResendSeconds: 30);

    public static TheoryData<string> Instances => [.. Settings.Keys];

    private static Dictionary<string, ModelSettings> Settings { get; } = new()
    {
        ["as it comes"] = Usual,
        ["a phone number, the terms and many sessions"] = Usual with
        {
            Attributes = [Optional("email_address"), Proven("phone_number"), Optional("username"), Required("first_name"), Off with { Name = "last_name" }, Optional("password"), Required("legal_accepted")],
            SingleSession = false,
            ResendSeconds = 0,
        },
        ["one try and short codes"] = Usual with { CodeSeconds = 60, MaxMisses = 1, ResendSeconds = 0, SingleSession = false },
        ["nothing is required"] = Usual with
        {
            Attributes = [Optional("email_address") with { Proven = true }, Optional("phone_number"), Optional("username"), Optional("first_name"), Optional("last_name"), Optional("password")],
        },
    };

    [Theory]
    [MemberData(nameof(Instances))]
    public async Task U01_no_order_of_calls_skips_a_required_field_or_a_proof(string instance)
    {
        var settings = Settings[instance];
        var clock = new StoppedClock();
        await using var host = await HostWorld.StartAsync(settings, clock, TestContext.Current.CancellationToken);
        var users = 0;

        // One at a time: they share the clock.
        await SignUpCases.CallsOf(settings, most: 40).SampleAsync(
            async calls =>
            {
                using var world = new HostWorld(host, clock);
                var model = new SignUpModel(settings, world.Now);
                await world.FollowAsync(model, calls);
                users += model.Users;
            },
            output.WriteLine, iter: 80, threads: 1, print: calls => new SignUpCase(settings, calls).ToString());

        output.WriteLine($"{users} sign-ups completed");
        Assert.Equal(users, (await host.RowsAsync("users")).Count(row => row.RowKey == "user"));
    }

    private static ModelRule Optional(string name) => new(name, Enabled: true, Required: false, Proven: false);

    private static ModelRule Required(string name) => Optional(name) with { Required = true };

    private static ModelRule Proven(string name) => Required(name) with { Proven = true };
}
