using MimeKit;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Dsn;

/// <summary>The part of a notice that programs read (RFC 3464; with addresses beyond ASCII RFC 6533, section 4).</summary>
internal static class StatusReport
{
    private const int MaximumDiagnostics = 200_000;
    private const int MaximumDiagnostic = 4_000;
    private const int MinimumDiagnostic = 200;

    /// <summary>Makes the part.</summary>
    /// <param name="hostname">The gateway's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="recipients">Its recipients, at least one.</param>
    /// <param name="isEightBitSafe">Whether the notice goes only where octets above 127 pass.</param>
    public static MimePart Part(string hostname, QueuedMessage message, List<ReportedRecipient> recipients, bool isEightBitSafe)
    {
        bool isGlobal = recipients.Exists(static recipient => IsBeyondAscii(recipient.Recipient.Command));
        FieldWriter fields = new(isGlobal);
        WriteMessage(fields, hostname, message);
        int room = Math.Clamp(MaximumDiagnostics / recipients.Count, MinimumDiagnostic, MaximumDiagnostic);
        foreach (ReportedRecipient recipient in recipients)
        {
            fields.EndGroup();
            WriteRecipient(fields, recipient, room);
        }

        ContentEncoding encoding = !isGlobal ? ContentEncoding.SevenBit : isEightBitSafe ? ContentEncoding.EightBit : ContentEncoding.QuotedPrintable;
        return NoticePart.Make("message", isGlobal ? "global-delivery-status" : "delivery-status", "Delivery report", fields.ToArray(), encoding);
    }

    private static bool IsBeyondAscii(RcptCommand recipient) =>
        recipient.ForwardPath.NeedsSmtpUtf8 || (recipient.Parameters.OriginalRecipient is { } original && !System.Text.Ascii.IsValid(original.Address));

    private static void WriteMessage(FieldWriter fields, string hostname, QueuedMessage message)
    {
        // RFC 3461, section 6.3 (a): never one that the sender has not given.
        if (message.Mail.Parameters.EnvelopeId is { } envelopeId) fields.Field("Original-Envelope-Id", "", envelopeId);
        fields.Field("Reporting-MTA", hostname.Contains('.', StringComparison.Ordinal) ? "dns" : "x-local-hostname", hostname);
        fields.Field("Arrival-Date", "", NoticeHeader.Date(message.AcceptedAt));
        fields.Field("X-Submission-Id", "", message.Id.ToString());
    }

    private static void WriteRecipient(FieldWriter fields, ReportedRecipient reported, int room)
    {
        RcptCommand command = reported.Recipient.Command;
        RecipientOutcome? last = reported.Recipient.Last;
        if (command.Parameters.OriginalRecipient is { } original) fields.Field("Original-Recipient", original.AddressType, original.Address);
        fields.Field("Final-Recipient", command.ForwardPath.NeedsSmtpUtf8 ? "utf-8" : "rfc822", command.ForwardPath.ToString());
        fields.Field("Action", "", reported.Action);
        fields.Field("Status", "", reported.Status.ToString());
        if (reported.Server is { } server) fields.Field("Remote-MTA", "dns", server);
        // RFC 3461, section 9.2: a reply as it came, each line behind the first moved in; what is no reply must not pass for one.
        if (reported.Reply.Count > 0) fields.Text("Diagnostic-Code", "smtp", reported.Reply, room);
        else if (reported.Reason is { } reason) fields.Text("Diagnostic-Code", "x-submission", [reason], room);
        if (last is not null) fields.Field("Last-Attempt-Date", "", NoticeHeader.Date(last.At));
        if (reported.Notice == OwedNotice.Delayed) fields.Field("Will-Retry-Until", "", NoticeHeader.Date(reported.RetriedUntil));
    }
}
