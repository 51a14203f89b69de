using System.Globalization;
using System.Security.Cryptography;

namespace FuncAuth.KeyMaker;

/// <summary>One of the keys of a deployment: what its secret in the vault is called, and how the next generation of it is made.</summary>
/// <param name="Name">What a person calls it on the command line.</param>
/// <param name="Secret">The name of the secret. Its enabled versions are the generations of the key.</param>
/// <param name="Lead">How long a new generation is known before it is used, so that by then everybody who meets it knows it.</param>
/// <param name="Keep">How long the one before is needed after that; null for as long as people have not signed in since.</param>
public sealed record VaultKey(string Name, string Secret, TimeSpan Lead, TimeSpan? Keep)
{
    /// <summary>Signs session tokens. Whoever checks them may keep the list of keys for an hour.</summary>
    public static readonly VaultKey Signing = new("signing", "funcauth-signing", TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    /// <summary>Derives one-time codes, which live ten minutes; the setting allows an hour.</summary>
    public static readonly VaultKey Code = new("code", "funcauth-code", TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    /// <summary>Goes into every password hash. Hashes move to the next one when their owners sign in.</summary>
    public static readonly VaultKey Pepper = new("pepper", "funcauth-pepper", TimeSpan.FromHours(1), Keep: null);

    /// <summary>What backends show. The app takes the newest two, and when a backend moves is its owner's business.</summary>
    public static readonly VaultKey SecretKey = new("secret-key", "funcauth-secret-key", TimeSpan.Zero, TimeSpan.Zero);

    public static readonly IReadOnlyList<VaultKey> All = [Signing, Code, Pepper, SecretKey];

    /// <summary>A new generation, named by the day; the name is no secret, and no two of one key are alike.</summary>
    internal NewKey Make(DateTimeOffset now)
    {
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{Name[0]}{now:yyyyMMdd}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3))}");
        return new NewKey(id, Value(id));
    }

    private string Value(string id)
    {
        if (this == SecretKey)
            return $"sk_live_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";

        if (this == Signing)
        {
            using var rsa = RSA.Create(2048);
            return Convert.ToBase64String(rsa.ExportPkcs8PrivateKey());
        }

        return $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
    }
}

/// <summary>A generation that is not in the vault yet. Its printed form is the name alone.</summary>
internal sealed record NewKey(string Id, string Value)
{
    public override string ToString() => Id;
}
