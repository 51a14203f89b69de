using System.Security.Cryptography;
using System.Text.Json;
using FuncAuth.Sessions;

namespace FuncAuth.Tests.Sessions;

/// <summary>Private keys of one test run (PKCS#8, DER): making one takes a while, so all tests share them.</summary>
internal static class TestSigningKeys
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static byte[] Ours { get; } = Make();

    public static byte[] Foreign { get; } = Make();

    public static byte[] Make(int size = 2048)
    {
        using var rsa = RSA.Create(size);
        return rsa.ExportPkcs8PrivateKey();
    }

    /// <summary>The key set as the wire has it.</summary>
    public static string Publish(SigningKeys keys) => JsonSerializer.Serialize(keys.Jwks, Wire);

    public static RSA Open(byte[] pkcs8)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return rsa;
    }
}
