using System.Text;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>Builds messages octet by octet: a character of these strings is one octet (ISO 8859-1), a line end is written as it shall be.</summary>
internal static class Mime
{
    /// <summary>The boundary of the outermost multipart.</summary>
    public const string Outer = "=_outer";

    /// <summary>What every message starts with.</summary>
    public const string Envelope =
        "Received: from pc.example.cz ([192.0.2.7]) by mail.example.cz with ESMTPSA; Tue, 24 Nov 2026 09:15:02 +0100\r\n"
        + "From: Jana Nova <jana@example.cz>\r\nTo: Petr <petr@example.org>\r\nSubject: Podklady\r\n"
        + "Date: Tue, 24 Nov 2026 09:15:00 +0100\r\nMessage-ID: <1.20261124@example.cz>\r\n"
        + "MIME-Version: 1.0\r\n";

    /// <summary>A part that every client shows as text.</summary>
    public const string Text = "Content-Type: text/plain; charset=us-ascii\r\n\r\nSee the attached file.\r\n";

    /// <summary>The start of a program for Windows; what the parts of the corpus hold. Not more than a start: no scanner shall take it for one.</summary>
    public static readonly string Program = Raw([0x4D, 0x5A, 0x90, 0x00, 0x03, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00, 0xB8, 0x00]) + "attachment of the corpus, nothing to run";

    /// <summary>The program in base64, with its line end.</summary>
    public static readonly string ProgramInBase64 = Base64(Program);

    public static byte[] Octets(string raw) => Encoding.Latin1.GetBytes(raw);

    public static string Raw(byte[] octets) => Encoding.Latin1.GetString(octets);

    /// <summary>Any text as raw octets of UTF-8.</summary>
    public static string Utf8(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Raw octets in base64, in lines of at most <paramref name="width"/> characters.</summary>
    public static string Base64(string raw, int width = 76)
    {
        string whole = Word(Octets(raw));
        var lines = new StringBuilder();
        for (int at = 0; at < whole.Length; at += width) lines.Append(whole, at, Math.Min(width, whole.Length - at)).Append("\r\n");
        return lines.ToString();
    }

    /// <summary>Octets in base64 without a line end.</summary>
    public static string Word(byte[] octets) => Convert.ToBase64String(octets);

    /// <summary>Each octet as <c>=XX</c>, but for line ends, in lines that are not too long.</summary>
    public static string QuotedPrintable(string raw)
    {
        var text = new StringBuilder();
        int column = 0;
        for (int at = 0; at < raw.Length; at++)
        {
            if (raw[at] == '\r' && at + 1 < raw.Length && raw[at + 1] == '\n')
            {
                text.Append("\r\n");
                column = 0;
                at++;
                continue;
            }

            if (column > 70)
            {
                text.Append("=\r\n");
                column = 0;
            }

            text.Append('=').Append(((int)raw[at]).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            column += 3;
        }

        return text.ToString();
    }

    /// <summary>Each octet as <c>%XX</c>.</summary>
    public static string Percent(byte[] octets) => string.Concat(octets.Select(static octet => $"%{octet:X2}"));

    /// <summary>A multipart's body: preamble-less, closed, each part with its header.</summary>
    public static string Multipart(string boundary, params string[] parts) =>
        string.Concat(parts.Select(part => $"--{boundary}\r\n{part}\r\n")) + $"--{boundary}--\r\n";

    /// <summary>A part that is a multipart itself.</summary>
    public static string MultipartEntity(string subtype, string boundary, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n" + Multipart(boundary, parts);

    /// <summary>A message with the fields given after the usual ones (each with its line end) and a body.</summary>
    public static byte[] Whole(string header, string body) => Octets(Envelope + header + "\r\n" + body);

    /// <summary>A multipart/mixed of a text and a part with this header (each field with its line end); the body is a program in base64 unless given.</summary>
    public static byte[] WithPart(string header, string? body = null) => WithEntity(header + "\r\n" + (body ?? ProgramInBase64));

    /// <summary>A multipart/mixed of a text and a part, header and all.</summary>
    public static byte[] WithEntity(string entity) => Whole($"Content-Type: multipart/mixed; boundary=\"{Outer}\"\r\n", Multipart(Outer, Text, entity));

    /// <summary>An attachment as every client writes it, with its header.</summary>
    public static string Attachment(string name) =>
        $"Content-Type: application/octet-stream; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n"
        + $"Content-Transfer-Encoding: base64\r\n\r\n{ProgramInBase64}";

    /// <summary>A message with one attachment, as raw text: what tricks put into other parts.</summary>
    public static string MessageText(string name) => Raw(WithEntity(Attachment(name)));
}
