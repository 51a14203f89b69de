using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace FuncAuth.KeyMaker;

/// <summary>The command line. What a deployment gave out is read from the environment, where azd puts it; arguments win over it.</summary>
/// <param name="Environment">A variable of the environment, or null.</param>
/// <param name="Open">The vault at an address; null for the real one, with whoever is signed in to azd or az.</param>
/// <param name="Time">What the time is.</param>
public sealed record CommandLine(Func<string, string?> Environment, Func<Uri, SecretClient>? Open, TimeProvider Time)
{
    private const string Usage = """
        dotnet run --project infra/keys -- COMMAND [--vault https://NAME.vault.azure.net] [--dry-run]

          make           makes the keys that are not there yet; those that are stay as they are
          list           shows which versions there are
          rotate KEY     makes the next version of a key and says what to do when
          retire KEY     disables the versions before the one in use; with --force also while they are needed
          show           shows the publishable key and what is left to do [--host auth.example.com]

        KEY is signing, code, pepper or secret-key. No command shows a key.
        Without --vault and --host: the environment variables FUNCAUTH_VAULT_URI and FUNCAUTH_HOST, as azd sets them.
        """;

    /// <returns>0 when it is done, 1 when it is not, 2 when it was not understood.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        try
        {
            return await DispatchAsync(Arguments.Parse(args), output, ct);
        }
        catch (UsageException e)
        {
            error.WriteLine(e.Message);
            error.WriteLine();
            error.WriteLine(Usage);
            return 2;
        }
        catch (KeyVaultKeysException e)
        {
            error.WriteLine(e.Message);
        }
        catch (CredentialUnavailableException)
        {
            error.WriteLine("Nobody is signed in to Azure here: azd auth login, or az login.");
        }
        catch (AuthenticationFailedException)
        {
            error.WriteLine("Azure did not take the sign-in of azd or az. Sign in again: azd auth login, or az login.");
        }
        catch (Azure.RequestFailedException e)
        {
            error.WriteLine($"The vault answered {e.Status} ({e.ErrorCode ?? "no code"}).");
        }
        catch (AggregateException)
        {
            error.WriteLine("The vault cannot be reached.");
        }

        return 1;
    }

    private async Task<int> DispatchAsync(Arguments args, TextWriter output, CancellationToken ct)
    {
        switch (args.Words)
        {
            case ["make"]:
                return await Keys(args, output).MakeMissingAsync(args.IsDryRun, ct) ? 0 : 1;
            case ["list"]:
                await Keys(args, output).ListAsync(ct);
                return 0;
            case ["rotate", var name]:
                await Keys(args, output).RotateAsync(Key(name), args.IsDryRun, ct);
                return 0;
            case ["retire", var name]:
                return await Keys(args, output).RetireAsync(Key(name), args.IsForced, args.IsDryRun, ct) ? 0 : 1;
            case ["show"]:
                Next(args).Write(output);
                return 0;
            case ["help"]:
                output.WriteLine(Usage);
                return 0;
            default:
                throw new UsageException(args.Words is [] ? "A command is missing." : $"Unknown: {string.Join(' ', args.Words)}");
        }
    }

    private static VaultKey Key(string name) =>
        VaultKey.All.FirstOrDefault(key => key.Name == name) ?? throw new UsageException($"There is no key called {name}.");

    private KeyVaultKeys Keys(Arguments args, TextWriter output) => new((Open ?? Real)(Vault(args)), Time, output);

    private NextSteps Next(Arguments args)
    {
        var host = args.Host ?? Given("FUNCAUTH_HOST") ?? throw new UsageException("Which host? --host, or the environment variable FUNCAUTH_HOST.");
        if (!host.Contains('.', StringComparison.Ordinal) || host.Contains('/', StringComparison.Ordinal))
            throw new UsageException("--host is a host alone, such as auth.example.com.");

        return new NextSteps(host, Vault(args))
        {
            EmailFrom = Given("FUNCAUTH_EMAIL_FROM"),
            DnsRecords = [.. new[] { Given("FUNCAUTH_FRONT_DOOR_DNS"), Given("FUNCAUTH_EMAIL_DNS") }.OfType<string>()],
        };
    }

    private Uri Vault(Arguments args)
    {
        var text = args.Vault ?? Given("FUNCAUTH_VAULT_URI") ?? throw new UsageException("Which vault? --vault, or the environment variable FUNCAUTH_VAULT_URI.");
        return Uri.TryCreate(text, UriKind.Absolute, out var vault) && vault.Scheme == "https" && vault.AbsolutePath == "/"
            ? vault
            : throw new UsageException("--vault is the address of a key vault, such as https://NAME.vault.azure.net.");
    }

    private string? Given(string name) => Environment(name) is { Length: > 0 } value ? value : null;

    // Not the default chain: keys are made by a person or a pipeline that has signed in on purpose.
    private static SecretClient Real(Uri vault)
    {
        TokenCredential credential = new ChainedTokenCredential(new AzureDeveloperCliCredential(), new AzureCliCredential());
        return new SecretClient(vault, credential);
    }
}

/// <summary>The command line was not understood.</summary>
internal sealed class UsageException(string message) : Exception(message);

internal sealed record Arguments(IReadOnlyList<string> Words, string? Vault, string? Host, bool IsDryRun, bool IsForced)
{
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        string? vault = null, host = null;
        var (isDryRun, isForced) = (false, false);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--vault":
                    vault = Value();
                    break;
                case "--host":
                    host = Value();
                    break;
                case "--dry-run":
                    isDryRun = true;
                    break;
                case "--force":
                    isForced = true;
                    break;
                case "--help" or "-h":
                    words = ["help"];
                    break;
                case ['-', ..] option:
                    throw new UsageException($"Unknown: {option}");
                default:
                    words.Add(args[i]);
                    break;
            }

            string Value() => ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value.");
        }

        return new Arguments(words, vault, host, isDryRun, isForced);
    }
}
