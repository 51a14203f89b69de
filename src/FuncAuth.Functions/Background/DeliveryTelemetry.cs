using System.Diagnostics;
using System.Diagnostics.Metrics;
using FuncAuth.Azure;
using FuncAuth.Messages;

namespace FuncAuth.Functions.Background;

/// <summary>What is measured of a delivery: its part of the trace that the request began, and what the provider said.</summary>
internal static class DeliveryTelemetry
{
    private static readonly Counter<long> Sends = Telemetry.Meter.CreateCounter<long>(
        "funcauth.sends", "{message}", "Messages handed to a provider, by channel and what it said: accepted, refused, postponed, or failed where it said nothing.");

    /// <summary>One trace spans the request that asked for the message and its delivery, however much later. Null where nobody listens.</summary>
    public static IDisposable? Begin(MessageOrder order)
    {
        if (!Telemetry.Source.HasListeners() && !StorageTelemetry.IsHeard)
            return null;

        ActivityContext.TryParse(order.TraceParent, null, isRemote: true, out var asked);
        var step = order.Channel is Channel.Email ? "deliver_email" : "deliver_sms";
        var span = Telemetry.Source.StartActivity(step, ActivityKind.Consumer, asked);
        span?.SetTag(StorageTelemetry.StepTag, step);
        span?.SetTag("funcauth.attempt", AttemptOf(order.Subject));
        span?.SetTag("funcauth.verification", order.Verification.Value);
        return new Delivery(span, StorageTelemetry.Begin(step));
    }

    private static string? AttemptOf(MessageSubject subject) => subject switch
    {
        MessageSubject.SignUpCode code => code.SignUp.Value,
        MessageSubject.SignInCode code => code.SignIn.Value,
        MessageSubject.ContactCode code => code.Contact.Value,
        _ => null,
    };

    /// <summary>A message is being handed to its provider.</summary>
    public static Sending Send(Channel channel) => new(channel);

    private sealed class Delivery(Activity? span, IDisposable? count) : IDisposable
    {
        public void Dispose()
        {
            count?.Dispose();
            span?.Dispose();
        }
    }

    /// <summary>One call of a provider. Unless it is told what came of it, the call has failed.</summary>
    internal sealed class Sending(Channel channel) : IDisposable
    {
        private readonly string channel = channel is Channel.Email ? "email" : "sms";
        private readonly Activity? span = Telemetry.Source.StartActivity(channel is Channel.Email ? "send email" : "send sms", ActivityKind.Client);
        private string outcome = "failed";

        /// <summary>Notes what the provider said, and passes it on.</summary>
        public SendOutcome Done(SendOutcome said)
        {
            outcome = said switch
            {
                SendOutcome.Accepted => "accepted",
                SendOutcome.Refused => "refused",
                SendOutcome.Postponed => "postponed",
                _ => throw new UnreachableException(),
            };
            return said;
        }

        public void Dispose()
        {
            Sends.Add(1, new("funcauth.channel", channel), new("funcauth.outcome", outcome));
            span?.SetTag("funcauth.channel", channel);
            span?.SetTag("funcauth.outcome", outcome);
            if (outcome is "failed" or "refused")
                span?.SetStatus(ActivityStatusCode.Error);
            span?.Dispose();
        }
    }
}
