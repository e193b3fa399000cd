using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Queue;

/// <summary>Messages and outcomes for tests of queues.</summary>
internal static class QueueSamples
{
    public static readonly DateTimeOffset Moment = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    public static NewMessage Message(string[] recipients, string sender = "jan@a.example", byte[]? body = null, string? account = "jan", bool isClaimed = false, DsnNotify? notify = null) => new()
    {
        Id = TransactionId.Create(Moment),
        Mail = new MailCommand(sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender), SmtpMailParameters.None),
        Recipients = [.. recipients.Select(recipient => new RcptCommand(EmailAddress.Parse(recipient), new SmtpRcptParameters { Notify = notify }))],
        Body = MessageBody.FromMemory(body ?? "Subject: test\r\n\r\ntext\r\n"u8.ToArray()),
        Prefix = "Received: by gateway\r\n"u8.ToArray(),
        Account = account,
        Client = IPAddress.Parse("192.0.2.7"),
        IsClaimed = isClaimed,
    };

    public static NewMessage Message(params string[] recipients) => Message(recipients, sender: "jan@a.example");

    public static byte[] Octets(int length, int seed = 1)
    {
        byte[] octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    public static RecipientOutcome Outcome(RecipientOutcomeKind kind, string text = "") => new()
    {
        Kind = kind,
        Status = new EnhancedStatus(kind switch { RecipientOutcomeKind.Delivered => 2, RecipientOutcomeKind.Deferred => 4, _ => 5 }, 0, 0),
        Text = text.Length == 0 ? kind.ToString() : text,
        At = Moment,
    };

    /// <summary>What came of a claim where all its recipients fared alike.</summary>
    public static DeliveryResult Result(QueuedDelivery claim, RecipientOutcomeKind kind, OwedNotice notice = OwedNotice.None, TimeSpan retryAfter = default, TimeSpan noticeAfter = default, bool isAttempt = true) =>
        Result(claim, recipient => recipient.IsDone ? recipient : recipient with { Last = Outcome(kind), Notice = notice }) with { RetryAfter = retryAfter, NoticeAfter = noticeAfter, IsAttempt = isAttempt };

    public static DeliveryResult Result(QueuedDelivery claim, Func<QueuedRecipient, QueuedRecipient> fare) => new([.. claim.Recipients.Select(fare)]);

    public static async Task<byte[]?> ReadAsync(IMessageQueue queue, QueuedMessage message, CancellationToken cancellationToken)
    {
        using QueuedBody? body = await queue.OpenBodyAsync(message, cancellationToken);
        if (body is null) return null;
        ArrayBufferWriter<byte> octets = new();
        int read;
        while ((read = await body.Content.ReadAsync(octets.WrittenCount, octets.GetMemory(4096), cancellationToken)) > 0) octets.Advance(read);
        return octets.WrittenSpan.ToArray();
    }

    public static ImmutableArray<string> Names(this QueuedDelivery delivery) => [.. delivery.Recipients.Select(static recipient => recipient.Command.ForwardPath.ToString())];
}
