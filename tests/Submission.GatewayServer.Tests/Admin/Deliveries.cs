using System.Globalization;
using System.Net;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Policy;
using Submission.Smtp.Protocol;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>Makes deliveries as a queue would tell them.</summary>
internal static class Deliveries
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static QueuedDelivery Of(int number, string sender = "jan@domena.cz", DeliveryState state = DeliveryState.Waiting, params IReadOnlyList<QueuedRecipient> recipients) => new()
    {
        Number = number,
        Message = Message(number, sender),
        Destination = "example.org",
        Recipients = [.. recipients],
        State = state,
        Attempts = number,
        Age = TimeSpan.FromMinutes(number),
        NextAttemptAt = Noon,
    };

    public static QueuedMessage Message(int number, string sender) => new()
    {
        Number = number,
        Id = TransactionId.Create(Noon.AddMilliseconds(number)),
        Mail = new MailCommand(sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender), SmtpMailParameters.None),
        AcceptedAt = Noon.AddMinutes(-number),
        Size = 1000 + number,
        Deliveries = 1,
        Account = sender.Length == 0 ? null : sender,
        Client = sender.Length == 0 ? null : IPAddress.Parse("192.0.2.7"),
    };

    public static QueuedRecipient Recipient(string address, RecipientOutcome? last = null) => new()
    {
        Command = new RcptCommand(EmailAddress.Parse(address), SmtpRcptParameters.None),
        Ordinal = 0,
        Last = last,
    };

    public static RecipientOutcome Deferred(string text, int minute = 0) => new()
    {
        Kind = RecipientOutcomeKind.Deferred,
        Status = new EnhancedStatus(4, 7, 1),
        Text = text,
        ReplyCode = 451,
        ReplyLines = [text],
        RemoteHost = "mx.example.org",
        RemoteEndPoint = string.Create(CultureInfo.InvariantCulture, $"192.0.2.{minute}:25"),
        IsEncrypted = true,
        At = Noon.AddMinutes(minute),
    };
}
