using MimeKit;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>Makes the mail that carries a report (RFC 8460, section 5.3).</summary>
internal static class ReportMail
{
    public static NewMessage Make(TlsReportingOptions options, TransactionId id, EmailAddress to, string domain, string reportId, string fileName, byte[] compressed, DateTimeOffset now)
    {
        MultipartReport report = new("tlsrpt") { Boundary = $"=_{id}", Preamble = null };
        report.Add(new TextPart("plain") { Text = $"This is a report of TLS sessions with the mail servers of {domain}, made by {options.OrganizationName} (RFC 8460).\r\n" });
        report.Add(new MimePart("application", "tlsrpt+gzip")
        {
            Content = new MimeContent(new MemoryStream(compressed)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = fileName },
        });
        MimeMessage message = new();
        message.Headers.Clear();
        message.From.Add(new MailboxAddress(options.OrganizationName, options.Contact.ToString()));
        message.Headers.Add(NoticeHeader.Mailbox("To", null, to.ToString()));
        message.Headers.Add(HeaderId.Subject, $"Report Domain: {domain} Submitter: {options.Submitter} Report-ID: <{reportId}>");
        message.Headers.Add(NoticeHeader.Plain("Date", NoticeHeader.Date(now)));
        message.Headers.Add(NoticeHeader.Plain("Message-ID", $"<{id}@{options.Submitter}>"));
        message.Headers.Add(NoticeHeader.Plain("TLS-Report-Domain", domain));
        message.Headers.Add(NoticeHeader.Plain("TLS-Report-Submitter", options.Submitter));
        message.Headers.Add(NoticeHeader.Plain("TLS-Required", "No"));
        message.Headers.Add(NoticeHeader.Plain("Auto-Submitted", "auto-generated"));
        message.Body = report;
        using MemoryStream output = new();
        message.WriteTo(NoticeHeader.Format, output, CancellationToken.None);
        return new NewMessage
        {
            Id = id,
            // Nobody is told where a report cannot be delivered: notices of it would themselves be mail to report on.
            Mail = new MailCommand(EmailAddress.NullReversePath, SmtpMailParameters.None),
            Recipients = [new RcptCommand(to, new SmtpRcptParameters { Notify = DsnNotify.Never })],
            Body = MessageBody.FromMemory(output.ToArray()),
            Tls = MessageTls.Optional,
        };
    }
}
