using System.Globalization;
using System.Security.Cryptography;

namespace FuncAuth.Testing;

/// <summary>What people do with phone numbers, in one verb each.</summary>
public static class Phones
{
    /// <summary>A mobile number that nobody has used yet.</summary>
    public static string FreshNumber() => "+491512" + RandomNumberGenerator.GetInt32(10_000_000).ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>Signs up with an address, a password and a phone number, both proven. The answer's resource is the complete sign-up.</summary>
    public static async Task<Answer> SignUpWithPhoneAsync(this FrontEnd page, FuncAuthHost host, string address, string number)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(host);
        var id = await page.BeginSignUpAsync(address);
        Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("phone_number", number))).Status);
        await page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code"));
        await page.PostAsync(
            $"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "phone_code"), ("code", await host.LastCodeForAsync(number)));
        await page.PrepareAsync(id);
        var complete = await page.AttemptAsync(id, await host.LastCodeForAsync(address));
        Assert.Equal((200, "complete"), (complete.Status, complete["status"]));
        return complete;
    }

    /// <summary>The id of a phone number of the signed-in user.</summary>
    public static async Task<string> PhoneNumberIdAsync(this FrontEnd page, string number)
    {
        ArgumentNullException.ThrowIfNull(page);
        return (await page.GetAsync("/v1/me")).Response.GetProperty("phone_numbers").EnumerateArray()
            .Single(phone => phone.GetProperty("phone_number").GetString() == number).GetProperty("id").GetString()!;
    }

    /// <summary>Has a phone number of the signed-in user asked for as second factor, or no longer; gives its id.</summary>
    public static async Task<string> ReserveForSecondFactorAsync(this FrontEnd page, string number, bool reserved = true)
    {
        var id = await page.PhoneNumberIdAsync(number);
        var answer = await page.PatchAsync($"/v1/me/phone_numbers/{id}", ("reserved_for_second_factor", reserved ? "true" : "false"));
        Assert.Equal((200, reserved ? "True" : "False"), (answer.Status, answer["reserved_for_second_factor"]));
        return id;
    }
}
