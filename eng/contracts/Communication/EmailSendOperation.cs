using FuncAuth.Contracts.Communication;

namespace Azure.Communication.Email;

/// <summary>An e-mail that the service has accepted, to be asked about. Here it knows its id and that nobody has asked yet.</summary>
public class EmailSendOperation : Operation<EmailSendResult>
{
    protected EmailSendOperation()
    {
    }

    /// <summary>Picks up an operation that was begun elsewhere.</summary>
    public EmailSendOperation(string id, EmailClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Id = id;
    }

    public override string Id { get; }

    public override bool HasCompleted => false;

    public override bool HasValue => false;

    public override EmailSendResult Value => throw Missing.Email();

    /// <summary>The last answer of the service, null before the first.</summary>
    public override Response GetRawResponse() => null;

    public override Response UpdateStatus(CancellationToken cancellationToken = default) => throw Missing.Email();

    public override ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromException<Response>(Missing.Email());

    public override Response<EmailSendResult> WaitForCompletion(CancellationToken cancellationToken = default) => throw Missing.Email();

    public override Response<EmailSendResult> WaitForCompletion(TimeSpan suggestedPollingInterval, CancellationToken cancellationToken) => throw Missing.Email();

    public override ValueTask<Response<EmailSendResult>> WaitForCompletionAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromException<Response<EmailSendResult>>(Missing.Email());

    public override ValueTask<Response<EmailSendResult>> WaitForCompletionAsync(TimeSpan suggestedPollingInterval, CancellationToken cancellationToken) =>
        ValueTask.FromException<Response<EmailSendResult>>(Missing.Email());
}

public class EmailSendResult
{
    internal EmailSendResult(string id, EmailSendStatus status)
    {
        Id = id;
        Status = status;
    }

    public EmailSendStatus Status { get; }

    internal string Id { get; }
}

/// <summary>A word of the service's, compared without regard to case: it may say others than these one day.</summary>
public readonly struct EmailSendStatus : IEquatable<EmailSendStatus>
{
    private readonly string _value;

    public EmailSendStatus(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    public static EmailSendStatus NotStarted { get; } = new("NotStarted");

    public static EmailSendStatus Running { get; } = new("Running");

    public static EmailSendStatus Succeeded { get; } = new("Succeeded");

    public static EmailSendStatus Failed { get; } = new("Failed");

    public static EmailSendStatus Canceled { get; } = new("Canceled");

    public static implicit operator EmailSendStatus(string value) => new(value);

    public static bool operator ==(EmailSendStatus left, EmailSendStatus right) => left.Equals(right);

    public static bool operator !=(EmailSendStatus left, EmailSendStatus right) => !left.Equals(right);

    public bool Equals(EmailSendStatus other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object obj) => obj is EmailSendStatus other && Equals(other);

    public override int GetHashCode() => _value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_value);

    public override string ToString() => _value;
}

/// <summary>Makes results for tests.</summary>
public static class EmailModelFactory
{
    public static EmailSendResult EmailSendResult(string id = null, EmailSendStatus status = default) => new(id, status);
}
