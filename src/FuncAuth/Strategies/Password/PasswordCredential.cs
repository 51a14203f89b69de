namespace FuncAuth.Strategies.Password;

/// <summary>What a password is checked against.</summary>
/// <param name="Hash">A PHC string; see <see cref="PasswordHasher"/>.</param>
/// <param name="UpdatedAt">When the password was set.</param>
public sealed record PasswordCredential(string Hash, DateTimeOffset UpdatedAt)
{
    /// <summary>Only that it is one: the printed form of a record would hold the hash.</summary>
    public override string ToString() => "[password]";
}
