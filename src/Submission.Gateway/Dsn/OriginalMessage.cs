using System.Globalization;
using System.Text;
using MimeKit.Utils;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Dsn;

/// <summary>What a notice needs to know of the message that it is about. Immutable.</summary>
internal sealed class OriginalMessage
{
    /// <summary>How much of a header is read and returned, in octets.</summary>
    public const int MaximumHeader = 50_000;

    private const int MaximumField = 1_000;
    private const int MaximumSubject = 200;

    // Subjects in windows-1250 and its like.
    static OriginalMessage() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private OriginalMessage(ReadOnlyMemory<byte> header, bool isCut, bool isSmtpUtf8)
    {
        Header = header;
        IsHeaderCut = isCut;
        IsSmtpUtf8 = isSmtpUtf8;
        Subject = ReadableSubject(Field(header.Span, "Subject:"u8));
        MessageId = UsableId(Field(header.Span, "Message-ID:"u8));
    }

    /// <summary>The header with the line end of its last field, without the empty line behind it.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>Whether the header goes on.</summary>
    public bool IsHeaderCut { get; }

    /// <summary>Whether the message was handed over with SMTPUTF8.</summary>
    public bool IsSmtpUtf8 { get; }

    /// <summary>The subject for people to read; <see langword="null"/> where there is none.</summary>
    public string? Subject { get; }

    /// <summary>The Message-ID with its angle brackets; <see langword="null"/> where there is none that can be quoted.</summary>
    public string? MessageId { get; }

    public static async ValueTask<OriginalMessage> ReadAsync(MessageBody body, MailCommand mail, CancellationToken cancellationToken)
    {
        byte[] octets = new byte[(int)Math.Min(body.Length, MaximumHeader + 4)];
        int length = await FillAsync(body, octets, cancellationToken).ConfigureAwait(false);
        int end = EndOfHeader(octets.AsSpan(0, length));
        bool isCut = end < 0 && length > MaximumHeader;
        if (end < 0) end = isCut ? EndOfLastField(octets.AsSpan(0, MaximumHeader)) : length;
        return new OriginalMessage(octets.AsMemory(0, end), isCut, mail.Parameters.SmtpUtf8);
    }

    /// <summary>Reads from the beginning until the buffer is full or the message ends.</summary>
    public static async ValueTask<int> FillAsync(MessageBody body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int length = 0;
        int read;
        while (length < buffer.Length && (read = await body.ReadAsync(length, buffer[length..], cancellationToken).ConfigureAwait(false)) > 0) length += read;
        return length;
    }

    private static int EndOfHeader(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith("\r\n"u8)) return 0;
        int end = octets.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 2;
    }

    private static int EndOfLastField(ReadOnlySpan<byte> octets)
    {
        for (int end = octets.LastIndexOf((byte)'\n'); end > 0; end = octets[..end].LastIndexOf((byte)'\n'))
        {
            if (octets[end - 1] == '\r' && end + 1 < octets.Length && octets[end + 1] is not ((byte)' ' or (byte)'\t')) return end + 1;
        }

        return octets.Length; // one endless field
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        while (!header.IsEmpty)
        {
            int end = header.IndexOf((byte)'\n') + 1;
            if (end == 0) end = header.Length;
            if (header.Length > name.Length && Ascii.EqualsIgnoreCase(header[..name.Length], name))
            {
                while (end < header.Length && header[end] is (byte)' ' or (byte)'\t')
                {
                    int more = header[end..].IndexOf((byte)'\n') + 1;
                    end = more == 0 ? header.Length : end + more;
                }

                return header[name.Length..Math.Min(end, name.Length + MaximumField)];
            }

            header = header[end..];
        }

        return default;
    }

    private static string? ReadableSubject(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty) return null;
        string decoded = Rfc2047.DecodeText(field.ToArray());
        StringBuilder text = new();
        foreach (Rune rune in decoded.EnumerateRunes())
        {
            if (text.Length >= MaximumSubject)
            {
                text.Append('…');
                break;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
            {
                text.Append(rune);
            }
        }

        string subject = text.ToString().Trim();
        return subject.Length == 0 ? null : subject;
    }

    private static string? UsableId(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t\r\n"u8);
        if (field.Length is < 3 or > 250 || field[0] != '<' || field[^1] != '>') return null;
        ReadOnlySpan<byte> inner = field[1..^1];
        return inner.ContainsAnyExceptInRange((byte)'!', (byte)'~') || inner.ContainsAny((byte)'<', (byte)'>') ? null : Encoding.ASCII.GetString(field);
    }
}
