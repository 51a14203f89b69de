using System.Text.Json;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A phone number as second factor: turned on, asked for, turned off.</summary>
public sealed class SecondFactorTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task A_person_turns_it_on_and_is_asked_for_it_at_the_next_sign_in()
    {
        using var page = Host.OpenPage();
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await page.SignUpWithPhoneAsync(Host, address, number);
        var id = await page.PhoneNumberIdAsync(number);

        var on = await page.PatchAsync($"/v1/me/phone_numbers/{id}", ("reserved_for_second_factor", "true"));

        Assert.Equal((200, "True", "True", number), (on.Status, on["reserved_for_second_factor"], on["default_second_factor"], on["phone_number"]));
        var told = on.Client.GetProperty("sessions")[0].GetProperty("user");
        Assert.True(told.GetProperty("two_factor_enabled").GetBoolean());
        Assert.True(told.GetProperty("mfa_enabled_at").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("mfa_disabled_at").ValueKind);
        Assert.Equal("True", (await page.GetAsync($"/v1/me/phone_numbers/{id}"))["default_second_factor"]);

        await page.DeleteAsync("/v1/client/sessions");
        var first = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password));

        Assert.Equal("needs_second_factor", first["status"]);
        Assert.Null(first["created_session_id"]);
        Assert.Empty(first.Client.GetProperty("sessions").EnumerateArray());
        var factor = Assert.Single(first.Response.GetProperty("supported_second_factors").EnumerateArray());
        Assert.Equal(("phone_code", id, true), (
            factor.GetProperty("strategy").GetString(), factor.GetProperty("phone_number_id").GetString(), factor.GetProperty("default").GetBoolean()));
        Assert.DoesNotContain(number, first.Body, StringComparison.Ordinal);

        var path = $"/v1/client/sign_ins/{first["id"]}";
        var prepared = await page.PostAsync($"{path}/prepare_second_factor", ("strategy", "phone_code"));
        var code = await Host.LastCodeForAsync(number, 2);
        var wrong = await page.PostAsync($"{path}/attempt_second_factor", ("strategy", "phone_code"), ("code", People.Wrong(code)));
        var right = await page.PostAsync($"{path}/attempt_second_factor", ("strategy", "phone_code"), ("code", code));

        Assert.Equal("unverified", prepared.Response.GetProperty("second_factor_verification").GetProperty("status").GetString());
        Assert.Equal(["form_code_incorrect"], wrong.Errors);
        Assert.Equal((200, "complete"), (right.Status, right["status"]));
        var ages = right.Client.GetProperty("sessions")[0].GetProperty("factor_verification_age").EnumerateArray().Select(age => age.GetInt32());
        Assert.Equal([0, 0], ages);
        Assert.Equal(200, (await page.GetAsync("/v1/me")).Status);
    }

    [Fact]
    public async Task Turned_off_it_is_asked_for_no_more()
    {
        using var page = Host.OpenPage();
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await page.SignUpWithPhoneAsync(Host, address, number);
        await page.ReserveForSecondFactorAsync(number);

        await page.ReserveForSecondFactorAsync(number, reserved: false);

        var me = await page.GetAsync("/v1/me");
        Assert.Equal("False", me["two_factor_enabled"]);
        Assert.True(long.Parse(me["mfa_disabled_at"]!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        await page.DeleteAsync("/v1/client/sessions");
        Assert.Equal("complete", (await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password)))["status"]);
    }

    [Fact]
    public async Task A_code_for_a_first_factor_dies_when_its_number_becomes_the_second_one()
    {
        using var own = Host.OpenPage();
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await own.SignUpWithPhoneAsync(Host, address, number);
        using var page = Host.OpenPage();
        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", number), ("strategy", "phone_code"));
        var code = await Host.LastCodeForAsync(number, 2);

        await own.ReserveForSecondFactorAsync(number);

        var late = await page.PostAsync($"/v1/client/sign_ins/{begun["id"]}/attempt_first_factor", ("strategy", "phone_code"), ("code", code));
        Assert.Equal(["strategy_for_user_invalid"], late.Errors);
    }

    [Fact]
    public async Task M11_a_number_of_somebody_else_is_not_found_and_stays_as_it_is()
    {
        using var owner = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var number = Phones.FreshNumber();
        await owner.SignUpWithPhoneAsync(Host, People.FreshAddress(), number);
        var id = await owner.PhoneNumberIdAsync(number);
        await stranger.SignUpAsync(Host);

        Assert.Equal(["resource_not_found"], (await stranger.GetAsync($"/v1/me/phone_numbers/{id}")).Errors);
        Assert.Equal(["resource_not_found"], (await stranger.PatchAsync($"/v1/me/phone_numbers/{id}", ("reserved_for_second_factor", "true"))).Errors);
        Assert.Equal(["resource_not_found"], (await owner.PatchAsync("/v1/me/phone_numbers/nonsense", ("reserved_for_second_factor", "true"))).Errors);
        Assert.Equal("False", (await owner.GetAsync($"/v1/me/phone_numbers/{id}"))["reserved_for_second_factor"]);
    }

    [Fact]
    public async Task The_only_identifier_is_not_given_away()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:Attributes:EmailAddress:Enabled"] = "false",
                ["FuncAuth:Attributes:EmailAddress:Required"] = "false",
                ["FuncAuth:Attributes:EmailAddress:VerifyAtSignUp"] = "false",
                ["FuncAuth:Attributes:PhoneNumber:Required"] = "true",
            }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var number = Phones.FreshNumber();
        var id = (await page.PostAsync("/v1/client/sign_ups", ("phone_number", number), ("password", People.Password)))["id"]!;
        await page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code"));
        await page.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "phone_code"), ("code", await host.LastCodeForAsync(number)));

        var refused = await page.PatchAsync($"/v1/me/phone_numbers/{await page.PhoneNumberIdAsync(number)}", ("reserved_for_second_factor", "true"));

        Assert.Equal((400, "identification_update_failed"), (refused.Status, refused.Errors.Single()));
    }

    [Fact]
    public async Task Turned_on_and_off_at_once_the_number_and_its_user_agree()
    {
        using var page = Host.OpenPage();
        var number = Phones.FreshNumber();
        await page.SignUpWithPhoneAsync(Host, People.FreshAddress(), number);
        var id = await page.PhoneNumberIdAsync(number);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            page.PatchAsync($"/v1/me/phone_numbers/{id}", ("reserved_for_second_factor", i % 2 == 0 ? "true" : "false"))));

        Assert.All(answers, answer => Assert.Equal((200, answer["reserved_for_second_factor"]), (answer.Status, answer["default_second_factor"])));
        var me = await page.GetAsync("/v1/me");
        var phone = Assert.Single(me.Response.GetProperty("phone_numbers").EnumerateArray());
        Assert.Equal(phone.GetProperty("reserved_for_second_factor").GetBoolean(), phone.GetProperty("default_second_factor").GetBoolean());
        Assert.Equal(phone.GetProperty("reserved_for_second_factor").GetBoolean(), me.Response.GetProperty("two_factor_enabled").GetBoolean());
    }
}
