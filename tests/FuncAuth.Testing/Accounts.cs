using System.Text.Json;

namespace FuncAuth.Testing;

/// <summary>What people do with their own account, in one verb each.</summary>
public static class Accounts
{
    /// <summary>Another password that nothing objects to.</summary>
    public const string OtherPassword = "another meadow, this time at dusk";

    /// <summary>Signs up with a name and a username besides; the answer's resource is the complete sign-up.</summary>
    public static async Task<Answer> SignUpAsAsync(this FrontEnd page, FuncAuthHost host, string address, string username, string? lastName = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(host);
        var before = host.MessagesTo(address).Length;
        var id = await page.BeginSignUpAsync(address);
        Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", username), ("last_name", lastName ?? ""))).Status);
        await page.PrepareAsync(id);
        var complete = await page.AttemptAsync(id, await host.LastCodeForAsync(address, before + 1));
        Assert.Equal((200, "complete"), (complete.Status, complete["status"]));
        return complete;
    }

    /// <summary>Changes the password.</summary>
    public static Task<Answer> ChangePasswordAsync(this FrontEnd page, string current, string next, params (string Name, string Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync("/v1/me/change_password", [("current_password", current), ("new_password", next), .. more]);
    }

    /// <summary>A username that nobody has used yet.</summary>
    public static string FreshUsername() => $"jane_{Guid.NewGuid():N}";

    /// <summary>The user in the first session of the client that came along.</summary>
    public static JsonElement ClientUser(this Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Client.GetProperty("sessions")[0].GetProperty("user");
    }
}
