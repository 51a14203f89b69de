using CsCheck;
using FuncAuth.Testing.Models;

namespace FuncAuth.Tests.SignUps;

public class SignUpModelTests(ITestOutputHelper output)
{
    [Fact]
    public void U01_no_order_of_calls_skips_a_required_field_or_a_proof()
    {
        var (steps, complete) = (0, 0);

        SignUpCases.Of(most: 40).Sample(
            made =>
            {
                var world = new FlowWorld(made.Settings);
                var model = new SignUpModel(made.Settings, world.Now);
                world.FollowAsync(model, made.Calls).GetAwaiter().GetResult();
                Interlocked.Add(ref steps, made.Calls.Length);
                Interlocked.Add(ref complete, model.Users);
            },
            output.WriteLine, iter: 8_000, print: made => made.ToString());

        output.WriteLine($"{steps} steps, {complete} sign-ups completed");
        Assert.True(complete > 500, "The calls that are made up lead nowhere.");
    }
}
