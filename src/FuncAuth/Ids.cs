namespace FuncAuth;

/// <summary>Names a client: one browser profile or device.</summary>
public readonly record struct ClientId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "client_";

    private ClientId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static ClientId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static ClientId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new ClientId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static ClientId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(ClientId)}.");

    public override string ToString() => Value;
}

/// <summary>Names a sign-up attempt.</summary>
public readonly record struct SignUpId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "sua_";

    private SignUpId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static SignUpId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static SignUpId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new SignUpId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static SignUpId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(SignUpId)}.");

    public override string ToString() => Value;
}

/// <summary>Names a sign-in attempt.</summary>
public readonly record struct SignInId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "sia_";

    private SignInId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static SignInId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static SignInId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new SignInId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static SignInId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(SignInId)}.");

    public override string ToString() => Value;
}

/// <summary>Names a session.</summary>
public readonly record struct SessionId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "sess_";

    private SessionId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static SessionId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static SessionId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new SessionId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static SessionId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(SessionId)}.");

    public override string ToString() => Value;
}

/// <summary>Names a user.</summary>
public readonly record struct UserId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "user_";

    private UserId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static UserId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static UserId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new UserId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static UserId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(UserId)}.");

    public override string ToString() => Value;
}

/// <summary>Names an e-mail address or phone number of a user.</summary>
public readonly record struct IdentificationId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "idn_";

    private IdentificationId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static IdentificationId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static IdentificationId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new IdentificationId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static IdentificationId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(IdentificationId)}.");

    public override string ToString() => Value;
}

/// <summary>Names an account that a user has at an external provider.</summary>
public readonly record struct ExternalAccountId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "eac_";

    private ExternalAccountId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static ExternalAccountId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static ExternalAccountId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new ExternalAccountId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static ExternalAccountId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(ExternalAccountId)}.");

    public override string ToString() => Value;
}

/// <summary>Names one preparation of a verification; a new code is a new verification. Never on the wire.</summary>
public readonly record struct VerificationId
{
    /// <summary>What the text starts with.</summary>
    public const string Prefix = "ver_";

    private VerificationId(string value) => Value = value;

    /// <summary>The id as the wire and the tables have it.</summary>
    public string Value { get; }

    /// <summary>The id that <paramref name="source"/> gives rise to; the same one every time.</summary>
    public static VerificationId From(string source) => new(Id.Derive(Prefix, source));

    /// <summary>Parses a caller's or a row's text; null where it cannot be one of ours.</summary>
    public static VerificationId? TryParse(string? text) => Id.IsWellFormed(Prefix, text) ? new VerificationId(text!) : null;

    /// <summary>Reads back what we wrote ourselves.</summary>
    /// <exception cref="FormatException">The stored text is not such an id: the row is broken.</exception>
    public static VerificationId Parse(string text) => TryParse(text) ?? throw new FormatException($"A stored id is not a {nameof(VerificationId)}.");

    public override string ToString() => Value;
}
