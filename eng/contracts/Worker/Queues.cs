using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>May be <c>%NAME%</c>, an app setting that the host resolves.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The app setting, or the prefix of the settings, that says which storage account.</summary>
    public string? Connection { get; set; }
}

public sealed class QueueOutputAttribute(string queueName) : OutputBindingAttribute
{
    /// <summary>May be <c>%NAME%</c>, an app setting that the host resolves.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The app setting, or the prefix of the settings, that says which storage account.</summary>
    public string? Connection { get; set; }
}
