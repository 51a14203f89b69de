using System.Security.Cryptography;
using System.Text.Json;

namespace FuncAuth.LocalHost.Settings;

/// <summary>The keys of a local instance, made on its first start and kept in a file that only its owner can read.</summary>
/// <param name="SecretKey">What servers authenticate with.</param>
/// <param name="Code">Derives one-time codes: <c>id:base64</c>.</param>
/// <param name="Pepper">Keys password hashes: <c>id:base64</c>.</param>
/// <param name="Signing">Signs session tokens: a PKCS#8 RSA key in base64, on one line.</param>
internal sealed record LocalKeys(string SecretKey, string Code, string Pepper, string Signing)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The keys in <paramref name="folder"/>. Hosts that start at once get the same ones, and a crash leaves all of them or none.</summary>
    public static async Task<LocalKeys> LoadAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, "keys.json");
        using var turn = await LockFile.TakeAsync(Path.Combine(folder, "keys.lock"), ct);
        if (!File.Exists(path))
            await WriteAsync(path, Make(), ct);

        try
        {
            return JsonSerializer.Deserialize<LocalKeys>(await File.ReadAllBytesAsync(path, ct), Json)
                ?? throw new JsonException("the file is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LocalHostException(
                $"{path} does not hold the keys of this instance ({e.Message}) Delete it to make new ones: passwords set with the old ones are lost then.", e);
        }
    }

    private static LocalKeys Make()
    {
        using var rsa = RSA.Create(2048);
        return new LocalKeys("sk_test_" + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 42),
            NamedKey(), NamedKey(), Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()));
    }

    // The id is random: keys that are made anew over old data must not answer to the old ones' name.
    private static string NamedKey() =>
        $"local{RandomNumberGenerator.GetHexString(8, lowercase: true)}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private static async Task WriteAsync(string path, LocalKeys keys, CancellationToken ct)
    {
        var unfinished = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using (var file = new FileStream(unfinished, options))
        {
            await JsonSerializer.SerializeAsync(file, keys, Json, ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
    }
}
