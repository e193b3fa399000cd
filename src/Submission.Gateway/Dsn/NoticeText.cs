using System.Globalization;
using System.Text;
using MimeKit;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Dsn;

/// <summary>The part of a notice that people read, and its subject.</summary>
internal sealed class NoticeText
{
    private const int LineLength = 72;
    private const int MaximumRecipients = 100;
    private const int MaximumWords = 1_000;
    private static readonly OwedNotice[] Order = [OwedNotice.Failed, OwedNotice.Delayed, OwedNotice.Relayed, OwedNotice.Delivered];

    private readonly StringBuilder _text = new();
    private readonly NoticePhrases _phrases;

    private NoticeText(NoticePhrases phrases) => _phrases = phrases;

    /// <summary>The subject: the worst that the notice tells.</summary>
    public static string Subject(NoticeLanguage language, List<ReportedRecipient> recipients)
    {
        NoticePhrases phrases = language == NoticeLanguage.Cs ? NoticePhrases.Czech : NoticePhrases.English;
        foreach (OwedNotice notice in Order)
        {
            if (recipients.Exists(recipient => recipient.Notice == notice)) return phrases.Subject(notice);
        }

        return phrases.Subject(OwedNotice.Failed);
    }

    /// <summary>Makes the part.</summary>
    public static MimePart Part(GatewayOptions options, QueuedMessage message, List<ReportedRecipient> recipients, OriginalMessage? original, ReturnedPart? returned)
    {
        NoticeText text = new(NoticePhrases.English);
        if (options.NoticeLanguage == NoticeLanguage.Cs)
        {
            NoticeText czech = new(NoticePhrases.Czech);
            czech.Write(options.Hostname, message, recipients, original, returned);
            text._text.Append(czech._text).Append("\r\n-- English --\r\n\r\n");
        }

        text.Write(options.Hostname, message, recipients, original, returned);
        byte[] octets = Encoding.UTF8.GetBytes(text._text.ToString());
        MimePart part = NoticePart.Make(
            "text", "plain", "Notification", octets, Ascii.IsValid(octets) ? ContentEncoding.SevenBit : ContentEncoding.QuotedPrintable);
        part.ContentType.Charset = "utf-8";
        return part;
    }

    private void Write(string hostname, QueuedMessage message, List<ReportedRecipient> recipients, OriginalMessage? original, ReturnedPart? returned)
    {
        Paragraph(string.Format(CultureInfo.InvariantCulture, _phrases.Greeting, hostname));
        if (original?.Subject is { } subject) Lines(_phrases.SubjectLabel, "", subject, LineLength);
        Lines(_phrases.AcceptedLabel, "", Moment(message.AcceptedAt), LineLength);
        Lines(_phrases.IdLabel, "", message.Id.ToString(), LineLength);
        _text.Append("\r\n");

        int shown = 0;
        foreach (OwedNotice notice in Order)
        {
            List<ReportedRecipient> group = recipients.FindAll(recipient => recipient.Notice == notice);
            if (group.Count > 0) shown = WriteGroup(notice, group, shown, MaximumRecipients * MaximumWords / Math.Min(recipients.Count, MaximumRecipients));
        }

        if (recipients.Count > shown) Paragraph(string.Format(CultureInfo.InvariantCulture, _phrases.More, recipients.Count - shown));
        Paragraph(returned is null ? _phrases.Unreadable : _phrases.Returned(returned.Content));
        Paragraph(_phrases.Help);
        Paragraph(_phrases.Automatic, isLast: true);
    }

    private int WriteGroup(OwedNotice notice, List<ReportedRecipient> group, int shown, int room)
    {
        Paragraph(_phrases.Heading(notice));
        foreach (ReportedRecipient recipient in group)
        {
            if (shown == MaximumRecipients) break;
            WriteRecipient(recipient, Math.Min(room, MaximumWords));
            shown++;
        }

        if (notice == OwedNotice.Delayed) Paragraph(string.Format(CultureInfo.InvariantCulture, _phrases.Delayed, Moment(group[0].RetriedUntil)));
        if (notice == OwedNotice.Relayed) Paragraph(_phrases.Relayed);
        return shown;
    }

    private void WriteRecipient(ReportedRecipient recipient, int room)
    {
        _text.Append("  ").Append(Readable(recipient.Recipient.Command.ForwardPath.ToString(), EmailAddress.MaximumLength)).Append("\r\n");
        if (recipient.Reply.Count > 0)
        {
            _text.Append("    ");
            _text.Append(recipient.Server is { } server ? string.Format(CultureInfo.InvariantCulture, _phrases.ServerSaid, server) : _phrases.SomeServerSaid).Append("\r\n");
            foreach (string line in recipient.Reply)
            {
                string words = Readable(line, room);
                Lines("      ", "      ", words, LineLength);
                room -= words.Length;
                if (room <= 0) break;
            }
        }
        else if (recipient.Reason is { } reason)
        {
            Lines($"    {_phrases.ReasonLabel} ", "      ", Readable(reason, room), LineLength);
        }

        if (recipient.Notice == OwedNotice.Failed) Lines($"    {_phrases.AdviceLabel} ", "      ", _phrases.Advice(recipient.Status, recipient.Reply.Count > 0), LineLength);
        _text.Append("\r\n");
    }

    private void Paragraph(string text, bool isLast = false)
    {
        foreach (string part in text.Split('\n'))
        {
            if (part.Length == 0) _text.Append("\r\n");
            else Lines("", "", part, LineLength);
        }

        if (!isLast) _text.Append("\r\n");
    }

    private void Lines(string first, string rest, string text, int length)
    {
        string start = first;
        if (rest.Length == 0 && first.Length > 0) rest = new string(' ', first.Length);
        foreach (Range range in TextLines.Wrap(text, length - first.Length, length - rest.Length))
        {
            _text.Append(start).Append(text.AsSpan(range)).Append("\r\n");
            start = rest;
        }
    }

    private string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString(_phrases.MomentFormat, CultureInfo.InvariantCulture);

    // Marks that turn or hide text would let a server show people something else than it has said.
    private static string Readable(string text, int maximum)
    {
        StringBuilder readable = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (readable.Length >= maximum) return readable.Append(" …").ToString();
            bool isHidden = Rune.IsControl(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (isHidden) readable.Append('?');
            else readable.Append(rune);
        }

        return readable.ToString();
    }
}
