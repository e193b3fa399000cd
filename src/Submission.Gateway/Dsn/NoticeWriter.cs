using System.Text;
using MimeKit;
using Submission.Gateway.Queue;
using Submission.Gateway.Tls;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Dsn;

/// <summary>Writes delivery status notifications (RFC 3461, section 6; RFC 3464; RFC 6522; RFC 6533). Thread-safe.</summary>
internal sealed class NoticeWriter
{
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<TransactionId> _newId;

    public NoticeWriter(GatewayOptions options, TimeProvider time)
        : this(options, time, () => TransactionId.Create(time.GetUtcNow()))
    {
    }

    /// <summary>Makes a writer whose notices have the ids of the caller; the id is part of the boundary too.</summary>
    internal NoticeWriter(GatewayOptions options, TimeProvider time, Func<TransactionId> newId)
    {
        _options = options;
        _time = time;
        _newId = newId;
    }

    /// <summary>Writes the one notice that tells of all that is owed.</summary>
    /// <param name="owed">What is owed.</param>
    /// <param name="body">The body of the message; <see langword="null"/> where it can no longer be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The notice; <see langword="null"/> where none may be sent: the message is a notice itself, or nothing is owed.</returns>
    public async ValueTask<NewMessage?> WriteAsync(OwedNotices owed, MessageBody? body, CancellationToken cancellationToken)
    {
        QueuedMessage message = owed.Message;
        if (message.Mail.ReversePath.IsNull) return null;
        List<ReportedRecipient> recipients = ReportedRecipient.From(owed, message.AcceptedAt + _options.MaximumAge);
        if (recipients.Count == 0) return null;

        bool needsUtf8 = message.Mail.ReversePath.NeedsSmtpUtf8 || _options.NoticeSender is { NeedsSmtpUtf8: true };
        (OriginalMessage? original, ReturnedPart? returned) = body is null
            ? (null, null)
            : await ReadAsync(body, message.Mail, IsWholeWanted(message, recipients, body), needsUtf8, cancellationToken).ConfigureAwait(false);

        TransactionId id = _newId();
        byte[] octets = Compose(id, message, recipients, original, returned, needsUtf8);
        return new NewMessage
        {
            Id = id,
            Mail = new MailCommand(EmailAddress.NullReversePath, Parameters(octets, needsUtf8)),
            // RFC 3461, section 6.1: NEVER is the one value that a notice may be sent with, and RET must not stand at all.
            Recipients = [new RcptCommand(message.Mail.ReversePath, new SmtpRcptParameters { Notify = DsnNotify.Never })],
            Body = MessageBody.FromMemory(octets),
            // Who demands TLS for a message demands it for what tells of it (RFC 8689, section 5).
            Tls = message.Tls == MessageTls.Required ? MessageTls.Required : MessageTls.Default,
        };
    }

    private static async ValueTask<(OriginalMessage? Original, ReturnedPart? Returned)> ReadAsync(
        MessageBody body, MailCommand mail, bool isWholeWanted, bool needsUtf8, CancellationToken cancellationToken)
    {
        try
        {
            OriginalMessage original = await OriginalMessage.ReadAsync(body, mail, cancellationToken).ConfigureAwait(false);
            return (original, await ReturnedPart.ChooseAsync(original, body, isWholeWanted, needsUtf8, cancellationToken).ConfigureAwait(false));
        }
        catch (IOException)
        {
            return (null, null); // whatever ails the disk, the sender is told all the same
        }
    }

    // RFC 3461, section 6.2: the whole message goes back for failures only, and not where the sender wants none of it, or demands TLS (RFC 8689, section 5).
    private bool IsWholeWanted(QueuedMessage message, List<ReportedRecipient> recipients, MessageBody body) =>
        message.Mail.Parameters.Return != DsnReturn.Headers
        && message.Tls != MessageTls.Required
        && body.Length <= Math.Min(_options.MaximumReturnedSize, 1 << 30)
        && recipients.Exists(static recipient => recipient.Notice == OwedNotice.Failed);

    private static SmtpMailParameters Parameters(byte[] octets, bool needsUtf8)
    {
        bool isAscii = Ascii.IsValid(octets);
        return isAscii && !needsUtf8
            ? SmtpMailParameters.None
            : new SmtpMailParameters { SmtpUtf8 = needsUtf8, Body = isAscii ? null : SmtpBodyType.EightBitMime };
    }

    private byte[] Compose(
        TransactionId id, QueuedMessage message, List<ReportedRecipient> recipients, OriginalMessage? original, ReturnedPart? returned, bool needsUtf8)
    {
        MultipartReport report = new("delivery-status")
        {
            Boundary = $"=_{id}",
            Preamble = null,
        };
        report.Add(NoticeText.Part(_options, message, recipients, original, returned));
        report.Add(StatusReport.Part(_options.Hostname, message, recipients, needsUtf8));
        if (returned is not null) report.Add(returned.Part);

        MimeMessage notice = new();
        notice.Headers.Clear();
        notice.Headers.Add(NoticeHeader.Mailbox("From", "Mail Delivery System", _options.NoticeSender?.ToString() ?? $"MAILER-DAEMON@{_options.Hostname}"));
        notice.Headers.Add(NoticeHeader.Mailbox("To", null, message.Mail.ReversePath.ToString()));
        notice.Headers.Add(HeaderId.Subject, NoticeText.Subject(_options.NoticeLanguage, recipients));
        notice.Headers.Add(NoticeHeader.Plain("Date", NoticeHeader.Date(_time.GetUtcNow())));
        notice.Headers.Add(NoticeHeader.Plain("Message-ID", $"<{id}@{_options.Hostname}>"));
        if (original?.MessageId is { } messageId)
        {
            notice.Headers.Add(NoticeHeader.Plain("In-Reply-To", messageId));
            notice.Headers.Add(NoticeHeader.Plain("References", messageId));
        }

        notice.Headers.Add(NoticeHeader.Plain("Auto-Submitted", "auto-replied"));
        notice.Headers.Add(NoticeHeader.Plain("Content-Language", _options.NoticeLanguage == NoticeLanguage.Cs ? "cs, en" : "en"));
        notice.Body = report;

        using MemoryStream output = new();
        notice.WriteTo(NoticeHeader.Format, output, CancellationToken.None);
        return output.ToArray();
    }
}
