using Submission.Hosting.Feedback;
using Submission.Policy.Delivery;
using Submission.Smtp.Client;

namespace Submission.Hosting.Sessions;

/// <summary>
/// Tells what the next hop has answered to the rules that look at shares of a batch: taken is delivered, refused for good is bounced. Whatever else it says, or leaves unsaid, is
/// doubt, and doubt is no bounce.
/// </summary>
internal sealed class HandOverReports(DeliveryReports reports, PostfixQueueHistory? queue, TimeProvider time)
{
    private const string QueuedAs = "queued as ";

    public void Taken(PolicySession session, PolicyTransaction transaction, EmailAddress sender, SmtpPeerReply reply)
    {
        DeliveryReport report = Report(session, transaction, sender, recipient: null, DeliveryEvent.Delivered);
        reports.Post(report);
        if (queue is not null && QueueId(reply.Reply?.Text) is { } id) queue.Remember(id, report);
    }

    /// <summary>Tells that a recipient was refused, or the message for all recipients.</summary>
    public void Refused(PolicySession session, PolicyTransaction transaction, EmailAddress sender, EmailAddress? recipient, SmtpPeerReply reply)
    {
        if (reply.Reply is not { Code: >= 500 and < 600 }) return;
        if (recipient is not null) reports.Post(Report(session, transaction, sender, recipient, DeliveryEvent.Bounced));
        else foreach (EmailAddress each in transaction.Recipients) reports.Post(Report(session, transaction, sender, each, DeliveryEvent.Bounced));
    }

    private DeliveryReport Report(PolicySession session, PolicyTransaction transaction, EmailAddress sender, EmailAddress? recipient, DeliveryEvent what) => new()
    {
        MessageId = transaction.Id.ToString(),
        Event = what,
        AcceptedAt = time.GetUtcNow(),
        Sender = sender,
        Recipient = recipient,
        Client = session.Client,
        Account = session.Account,
    };

    // Postfix: "250 2.0.0 Ok: queued as 649AEB201CF".
    private static string? QueueId(string? text)
    {
        int start = text?.IndexOf(QueuedAs, StringComparison.Ordinal) ?? -1;
        if (start < 0) return null;
        ReadOnlySpan<char> rest = text.AsSpan(start + QueuedAs.Length);
        int length = 0;
        while (length < rest.Length && char.IsAsciiLetterOrDigit(rest[length])) length++;
        return length is > 0 and <= PostfixQueueParser.MaximumIdLength ? rest[..length].ToString() : null;
    }
}
