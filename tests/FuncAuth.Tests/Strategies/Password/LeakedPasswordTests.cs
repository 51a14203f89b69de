using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class LeakedPasswordTests
{
    [Fact]
    public void P05_five_digits_of_the_hash_leave_and_thirty_five_stay()
    {
        var wanted = LeakedPassword.From(new Secret("password"));

        // SHA-1 of "password": 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8
        Assert.Equal(("5BAA6", "1E4C9B93F3F0682250B6CF8331B7EE68FD8"), (wanted.Prefix, wanted.Suffix));
        Assert.Equal("[leaked password]", wanted.ToString());
    }

    [Fact]
    public void P04_a_password_is_looked_up_in_the_form_in_which_it_is_kept() =>
        Assert.Equal(LeakedPassword.From(new Secret("caf\u00E9 au lait")), LeakedPassword.From(new Secret("cafe\u0301 au lait")));
}
