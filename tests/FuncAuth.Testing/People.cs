namespace FuncAuth.Testing;

/// <summary>What people do, in one verb each.</summary>
public static class People
{
    /// <summary>A password that nothing objects to.</summary>
    public const string Password = "a quiet meadow at noon";

    /// <summary>An address that nobody has used yet.</summary>
    public static string FreshAddress() => $"jane.{Guid.NewGuid():N}@example.com";

    /// <summary>Begins a sign-up with address and password; the answer's resource is the sign-up.</summary>
    public static async Task<string> BeginSignUpAsync(this FrontEnd page, string address)
    {
        ArgumentNullException.ThrowIfNull(page);
        var created = await page.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", Password));
        Assert.Equal(200, created.Status);
        return created["id"]!;
    }

    /// <summary>Asks for a code for the e-mail address.</summary>
    public static async Task<Answer> PrepareAsync(this FrontEnd page, string signUp)
    {
        ArgumentNullException.ThrowIfNull(page);
        return await page.PostAsync($"/v1/client/sign_ups/{signUp}/prepare_verification", ("strategy", "email_code"));
    }

    /// <summary>Answers with a code.</summary>
    public static async Task<Answer> AttemptAsync(this FrontEnd page, string signUp, string code)
    {
        ArgumentNullException.ThrowIfNull(page);
        return await page.PostAsync($"/v1/client/sign_ups/{signUp}/attempt_verification", ("strategy", "email_code"), ("code", code));
    }

    /// <summary>The whole way: address, password, code from the inbox, an active session. The answer's resource is the complete sign-up.</summary>
    public static async Task<Answer> SignUpAsync(this FrontEnd page, FuncAuthHost host, string? address = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        address ??= FreshAddress();
        var before = host.MessagesTo(address).Length;
        var signUp = await page.BeginSignUpAsync(address);
        Assert.Equal(200, (await page.PrepareAsync(signUp)).Status);
        var complete = await page.AttemptAsync(signUp, await host.LastCodeForAsync(address, before + 1));
        Assert.Equal((200, "complete"), (complete.Status, complete["status"]));
        return complete;
    }

    /// <summary>A code that is not <paramref name="code"/>.</summary>
    public static string Wrong(string code) => code == "000000" ? "000001" : "000000";
}
