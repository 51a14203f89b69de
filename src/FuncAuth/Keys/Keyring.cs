using System.Collections.Immutable;

namespace FuncAuth.Keys;

/// <summary>A secret key that the storage never sees, and the short name under which the storage refers to it.</summary>
public sealed class SymmetricKey
{
    /// <summary>Fewest bytes: as many as the HMAC-SHA-256 that uses it gives out (RFC 2104, 3).</summary>
    public const int MinLength = 32;

    /// <exception cref="ArgumentException">The name is not 1 to 32 letters, digits, dashes or underscores, or the key is too short.</exception>
    public SymmetricKey(string id, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(id);

        if (id.Length is < 1 or > 32 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException("The name of a key has 1 to 32 letters, digits, dashes or underscores.", nameof(id));
        if (value.Length < MinLength)
            throw new ArgumentException($"The key '{id}' is too short: it needs at least {MinLength} bytes.", nameof(value));

        Id = id;
        Value = value.ToArray();
    }

    /// <summary>The name: no secret, stored beside whatever was made with the key.</summary>
    public string Id { get; }

    /// <summary>The key itself.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    public override string ToString() => Id;
}

/// <summary>
/// The keys for one purpose: the current one, which makes everything new, and previous ones, which only recognise what they made.
/// Two purposes never share a ring.
/// </summary>
public sealed class Keyring
{
    private readonly ImmutableArray<SymmetricKey> keys;

    /// <exception cref="ArgumentException">Two keys have one name: what was made with one would be judged by the other.</exception>
    public Keyring(SymmetricKey current, params ReadOnlySpan<SymmetricKey> previous)
    {
        ArgumentNullException.ThrowIfNull(current);

        keys = [current, .. previous];
        if (keys.DistinctBy(key => key.Id).Count() != keys.Length)
            throw new ArgumentException($"Two keys have the same name: {this}.", nameof(previous));
    }

    /// <summary>The key that makes everything new.</summary>
    public SymmetricKey Current => keys[0];

    /// <summary>The key of that name; null where it was never ours or has been retired.</summary>
    public SymmetricKey? Find(string id) => keys.FirstOrDefault(key => key.Id == id);

    public override string ToString() => string.Join(", ", keys);
}
