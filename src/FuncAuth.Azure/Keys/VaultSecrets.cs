using System.Collections.Immutable;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace FuncAuth.Azure.Keys;

/// <summary>One version of a secret.</summary>
/// <param name="Version">Its name in the vault; no secret.</param>
/// <param name="Value">The secret.</param>
/// <param name="CreatedOn">When it was put there, to the second.</param>
/// <param name="NotBefore">From when on it is to be used; null for at once. The vault hands it out all the same.</param>
public sealed record SecretVersion(string Version, Secret Value, DateTimeOffset CreatedOn, DateTimeOffset? NotBefore);

/// <summary>The secrets of a key vault, read with the app's own identity (role "Key Vault Secrets User").</summary>
public sealed class VaultSecrets(SecretClient client)
{
    /// <summary>As many versions as one page of the vault's list has. Whoever keeps more enabled has forgotten to disable them.</summary>
    private const int Most = 25;

    /// <summary>Every enabled version of a secret, the newest first; empty where there is none.</summary>
    /// <exception cref="VaultException">The vault did not let itself be read.</exception>
    public async Task<ImmutableArray<SecretVersion>> ReadAsync(string name, CancellationToken ct)
    {
        try
        {
            var enabled = new List<SecretProperties>();
            await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, ct))
            {
                if (version.Enabled is not false)
                    enabled.Add(version);
            }

            // The vault lists in no order. Two of one second are told apart by their names, so that every instance takes the same.
            var newest = enabled
                .OrderByDescending(version => version.CreatedOn).ThenByDescending(version => version.Version, StringComparer.Ordinal)
                .Take(Most);
            return [.. await Task.WhenAll(newest.Select(version => ReadAsync(version, ct)))];
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            throw new VaultException(
                $"The secret {name} may not be read ({e.Status}): the app's identity needs the role Key Vault Secrets User on the key vault, "
                + "and the vault's firewall has to let the app through.", e);
        }
        catch (RequestFailedException e) when (e.Status > 0)
        {
            throw new VaultException($"The secret {name} could not be read: the key vault answered {e.Status} ({e.ErrorCode ?? "no code"}).", e);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            throw new VaultException($"The secret {name} could not be read: the key vault cannot be reached.", e);
        }
        catch (AuthenticationFailedException e)
        {
            throw new VaultException($"The secret {name} could not be read: the app has no identity that the key vault could know.", e);
        }
        catch (OperationCanceledException e)
        {
            throw new VaultException($"The secret {name} could not be read: the key vault did not answer in time.", e);
        }
    }

    private async Task<SecretVersion> ReadAsync(SecretProperties version, CancellationToken ct)
    {
        var secret = (await client.GetSecretAsync(version.Name, version.Version, cancellationToken: ct)).Value;
        return new SecretVersion(version.Version, new Secret(secret.Value), version.CreatedOn ?? DateTimeOffset.MinValue, version.NotBefore);
    }
}

/// <summary>The key vault did not let itself be read. The message is for operators and holds no secret.</summary>
public sealed class VaultException(string message, Exception inner) : Exception(message, inner);
