namespace FuncAuth.Testing;

/// <summary>What people do with their own e-mail addresses and phone numbers, in one verb each. The kind is the word in the path.</summary>
public static class Contacts
{
    public const string Emails = "email_addresses";
    public const string Numbers = "phone_numbers";

    /// <summary>An address or number that nobody has used yet.</summary>
    public static string Fresh(string kind) => kind is Numbers ? Phones.FreshNumber() : People.FreshAddress();

    /// <summary>The name of the attribute.</summary>
    public static string Field(string kind) => kind is Numbers ? "phone_number" : "email_address";

    /// <summary>The strategy that proves it.</summary>
    public static string Strategy(string kind) => kind is Numbers ? "phone_code" : "email_code";

    /// <summary>Adds a contact to the signed-in user.</summary>
    public static Task<Answer> AddContactAsync(this FrontEnd page, string kind, string value)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync($"/v1/me/{kind}", (Field(kind), value));
    }

    /// <summary>Adds a contact that is taken; gives its id.</summary>
    public static async Task<string> AddedContactAsync(this FrontEnd page, string kind, string value)
    {
        var added = await page.AddContactAsync(kind, value);
        Assert.True(added.Status == 200, added.Body);
        return added["id"]!;
    }

    /// <summary>Asks for a code for a contact.</summary>
    public static Task<Answer> PrepareContactAsync(this FrontEnd page, string kind, string id)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync($"/v1/me/{kind}/{id}/prepare_verification", ("strategy", Strategy(kind)));
    }

    /// <summary>Answers with a code.</summary>
    public static Task<Answer> AttemptContactAsync(this FrontEnd page, string kind, string id, string code)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.PostAsync($"/v1/me/{kind}/{id}/attempt_verification", ("code", code));
    }

    /// <summary>Removes a contact.</summary>
    public static Task<Answer> RemoveContactAsync(this FrontEnd page, string kind, string id)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.DeleteAsync($"/v1/me/{kind}/{id}");
    }

    /// <summary>The whole way: added, a code from the inbox, proven; gives its id.</summary>
    public static async Task<string> ProveContactAsync(this FrontEnd page, FuncAuthHost host, string kind, string value)
    {
        ArgumentNullException.ThrowIfNull(host);
        var id = await page.AddedContactAsync(kind, value);
        var before = host.MessagesTo(value).Count(message => message.Code is not null);
        var prepared = await page.PrepareContactAsync(kind, id);
        Assert.True(prepared.Status == 200, prepared.Body);
        var proven = await page.AttemptContactAsync(kind, id, await host.LastCodeForAsync(value, before + 1));
        Assert.True(proven.Status == 200, proven.Body);
        return id;
    }
}
