using System.Text;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>The cases that are kept as files.</summary>
internal static class NoticeCases
{
    private static readonly SmtpMailParameters Envelope = new() { EnvelopeId = "QQ314159" };

    private static readonly QueuedRecipient Unknown = NoticeCase.Recipient(
        OwedNotice.Failed, "eva@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.1.1", "No such user here"));

    private static readonly QueuedRecipient Delayed = NoticeCase.Recipient(
        OwedNotice.Delayed, "petr@example.net", NoticeCase.NoReply(RecipientOutcomeKind.Deferred, "4.4.1", "No server of example.net could be reached."));

    private static readonly QueuedRecipient Relayed = NoticeCase.Recipient(
        OwedNotice.Relayed,
        "olga@example.com",
        NoticeCase.Reply(RecipientOutcomeKind.Delivered, 250, "2.0.0", "Queued as 4711") with { RemoteHost = "mail.example.com" },
        new SmtpRcptParameters { Notify = DsnNotify.Success, OriginalRecipient = new OriginalRecipient("rfc822", "Olga+x@old.example.com", "rfc822;Olga+2Bx@old.example.com") });

    public static IReadOnlyDictionary<string, NoticeCase> All { get; } = new Dictionary<string, NoticeCase>(StringComparer.Ordinal)
    {
        ["failed"] = new() { Recipients = [Unknown], Parameters = Envelope },
        ["failed-multi-line"] = new()
        {
            Recipients =
            [
                NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", NoticeCase.Reply(
                    RecipientOutcomeKind.Failed, 554, "5.7.1", "Message refused\rwith a control", "Příliš mnoho zpráv \u0007 " + new string('x', 300), "see https://example.org/why")),
            ],
        },
        ["mixed"] = new() { Recipients = [Relayed, Unknown, Delayed], Parameters = Envelope },
        ["delayed"] = new() { Recipients = [Delayed], Parameters = Envelope },
        ["relayed"] = new() { Recipients = [Relayed], Parameters = Envelope with { Return = DsnReturn.Full } },
        ["delivered"] = new()
        {
            Recipients = [NoticeCase.Recipient(OwedNotice.Delivered, "eva@example.org", NoticeCase.Reply(RecipientOutcomeKind.Delivered, 250, "2.1.5", "Delivered"))],
        },
        ["expired"] = new()
        {
            Recipients =
            [
                NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 450, "4.2.0", "Greylisted, come back later") with
                {
                    Status = new EnhancedStatus(4, 4, 7),
                    Text = "message could not be delivered for 5 days: 450 4.2.0 Greylisted, come back later",
                    At = NoticeCase.Accepted.AddDays(5),
                }),
            ],
        },
        ["cs-failed"] = new() { Recipients = [Unknown], Options = Czech() },
        ["cs-mixed"] = new() { Recipients = [Relayed, Unknown, Delayed], Options = Czech() },
        ["smtputf8"] = new()
        {
            Sender = "ján@domena.cz",
            Parameters = new SmtpMailParameters { SmtpUtf8 = true },
            Recipients =
            [
                NoticeCase.Recipient(
                    OwedNotice.Failed,
                    "žofie@xn--hkyrky-ptac70bc.cz",
                    NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.1.1", "Žádný takový uživatel"),
                    new SmtpRcptParameters { OriginalRecipient = new OriginalRecipient("utf-8", "žofka@domena.cz", "utf-8;žofka@domena.cz") }),
            ],
            Message = Encoding.UTF8.GetBytes("From: ján@domena.cz\r\nTo: žofie@domena.cz\r\nSubject: Dobrý den\r\n\r\nAhoj, Žofie.\r\n"),
        },
        ["smtputf8-recipient-only"] = new()
        {
            Parameters = new SmtpMailParameters { SmtpUtf8 = true, Return = DsnReturn.Headers },
            Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "žofie@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.1.1", "Unknown"))],
            Message = Encoding.UTF8.GetBytes("From: jan@domena.cz\r\nTo: žofie@example.org\r\nSubject: Dobrý den\r\n\r\nAhoj, Žofie.\r\n"),
        },
        ["headers-only"] = new() { Recipients = [Unknown], Parameters = new SmtpMailParameters { Return = DsnReturn.Headers } },
        ["full"] = new() { Recipients = [Unknown], Parameters = new SmtpMailParameters { Return = DsnReturn.Full } },
        ["full-8bit"] = new()
        {
            Recipients = [Unknown],
            Parameters = new SmtpMailParameters { Return = DsnReturn.Full, Body = SmtpBodyType.EightBitMime },
            Message = Encoding.UTF8.GetBytes("From: jan@domena.cz\r\nSubject: 8-bit\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nPříliš žluťoučký kůň.\r\n"),
        },
        ["cut"] = new()
        {
            Recipients = [Unknown],
            Parameters = new SmtpMailParameters { Return = DsnReturn.Full },
            Options = new GatewayOptions { Hostname = "gw.domena.cz", MaximumReturnedSize = 100 },
        },
        ["operator"] = new()
        {
            Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", NoticeCase.NoReply(RecipientOutcomeKind.Failed, "5.7.0", "The postmaster has stopped this message: it was sent by mistake."))],
        },
        ["unreadable"] = new() { Recipients = [Unknown], Message = null },
    };

    private static GatewayOptions Czech() => new() { Hostname = "gw.domena.cz", NoticeLanguage = NoticeLanguage.Cs };
}
