namespace Azure.Communication.Sms
{
    /// <summary>What became of the message to one recipient; a call that succeeds can hold one that did not.</summary>
    public class SmsSendResult
    {
        internal SmsSendResult(string to, string messageId, int httpStatusCode, bool successful, string errorMessage)
        {
            To = to;
            MessageId = messageId;
            HttpStatusCode = httpStatusCode;
            Successful = successful;
            ErrorMessage = errorMessage;
        }

        public string To { get; }

        public string MessageId { get; }

        public int HttpStatusCode { get; }

        public bool Successful { get; }

        public string ErrorMessage { get; }
    }
}

namespace Azure.Communication.Sms.Models
{
    /// <summary>Makes results for tests.</summary>
    public static class SmsModelFactory
    {
        public static SmsSendResult SmsSendResult(string to, string messageId, int httpStatusCode, bool successful, string errorMessage) =>
            new(to, messageId, httpStatusCode, successful, errorMessage);
    }
}
