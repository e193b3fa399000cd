using System.Globalization;
using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>Messages that are large, deep or many: structure and header. What is encoded is in <see cref="HostileFormats"/>.</summary>
internal static class HostileTable
{
    private const string Multi = Mime.Envelope + "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n";

    public static IReadOnlyList<HostileMessage> All { get; } = [.. Headers(), .. Parameters(), .. Parts(), .. Deep(), .. Lines(), .. HostileFormats.All()];

    private static IEnumerable<HostileMessage> Headers()
    {
        yield return new("100 MB of header fields", () => new GeneratedContent((Mime.Envelope, 1), ("X-Field: " + new string('a', 989) + "\r\n", 104_858)), IsCutOff: true);
        yield return new("100 MB of empty fields", () => new GeneratedContent((Mime.Envelope, 1), ("X: y\r\n", 17_500_000)), IsCutOff: true);
        yield return new("100 MB in one folded field", () => new GeneratedContent((Mime.Envelope + "X-Field: a", 1), ("\r\n " + new string('a', 997), 104_858), ("\r\n\r\nbody\r\n", 1)), IsCutOff: true);
        yield return new("100 MB in one field without folds", () => new GeneratedContent((Mime.Envelope + "Content-Type: multipart/mixed; boundary=", 1), (new string('a', 1024), 102_400), ("\r\n\r\nbody\r\n", 1)), IsCutOff: true);
        yield return new("30 MB of dispositions", () => new GeneratedContent((Mime.Envelope, 1), ("Content-Disposition: attachment; filename=\"file.pdf\"\r\n", 600_000), ("\r\nbody\r\n", 1)), IsCutOff: true);
        yield return new("10 MB of types that differ", () => new GeneratedContent((Mime.Envelope, 1), ("Content-Type: multipart/mixed; boundary=b1\r\nContent-Type: message/rfc822\r\nContent-Type: text/plain\r\n", 100_000), ("\r\nbody\r\n", 1)), IsCutOff: true);
        yield return HostileMessage.Of("1 MB in one field", () => Mime.Envelope + "X-Field: " + new string('a', 1024 * 1024) + "\r\n\r\nbody\r\n");
        yield return HostileMessage.Of("1 MB in one Content-Type", () => Mime.Envelope + "Content-Type: text/plain; name=\"" + new string('a', 1024 * 1024) + ".pdf\"\r\n\r\nbody\r\n");
        yield return HostileMessage.Of("10,000 fields", () => Mime.Envelope + string.Concat(Enumerable.Repeat("X-Field: y\r\n", 10_000)) + "\r\nbody\r\n");
        yield return HostileMessage.Of("10,000 Received fields", () => string.Concat(Enumerable.Repeat("Received: from a by b.example.com with SMTP; Tue, 24 Nov 2026 09:15:00 +0100\r\n", 10_000)) + Mime.Envelope + "\r\nbody\r\n");
        yield return HostileMessage.Of("20,000 addresses in From", () => "From: " + string.Join(",\r\n ", Enumerable.Range(0, 20_000).Select(static number => $"a{number}@example.com")) + "\r\n\r\nbody\r\n");
        yield return HostileMessage.Of("5,000 transfer encodings", () => Mime.Envelope + string.Concat(Enumerable.Range(0, 5_000).Select(static number => $"Content-Transfer-Encoding: x{number}, base64\r\n")) + "\r\nbody\r\n");
        yield return HostileMessage.Of("5,000 boundaries in the header", () =>
            Mime.Envelope + string.Concat(Enumerable.Range(0, 5_000).Select(static number => $"Content-Type: multipart/mixed; boundary=b{number}\r\n")) + "\r\n" + string.Concat(Enumerable.Range(0, 5_000).Select(static number => $"--b{number}\r\n\r\n")));
    }

    private static IEnumerable<HostileMessage> Parameters()
    {
        (string Name, string Unit, string After)[] forms =
        [
            ("parameters", "; a=b", ""),
            ("parameters of one name", "; filename=a.pdf", ""),
            ("quoted parameters", "; a=\"b\"", ""),
            ("semicolons", ";", ""),
            ("equals signs", "; =", ""),
            ("quotes", "\"", ""),
            ("backslashes", "\\", ""),
            ("opening parentheses", "(", ""),
            ("pairs of parentheses", "()", ""),
            ("nested comments, closed", "(", new string(')', 200_000)),
            ("folds", "\r\n ", ""),
            ("encoded words", " =?utf-8?Q?a?=", ""),
            ("broken encoded words", " =?utf-8?Q?a", ""),
            ("question marks", "=?", ""),
            ("sections of one number", "; filename*0*=a", ""),
            ("percent signs", "%", ""),
            ("percent escapes", "%25", ""),
            ("dots", ".", ""),
            ("slashes", "/", ""),
            ("NULs", "\0", ""),
            ("commas", ", ", ""),
            ("plus signs of utf-7", "=?utf-7?Q?+-?=", ""),
        ];
        foreach ((string name, string unit, string after) in forms)
        {
            yield return HostileMessage.Of($"200,000 {name} in the disposition", () =>
                $"{Mime.Envelope}Content-Type: text/plain\r\nContent-Disposition: attachment; filename=x{string.Concat(Enumerable.Repeat(unit, 200_000))}{after}\r\n\r\nbody\r\n");
            yield return HostileMessage.Of($"50,000 {name} in quotes in the type", () =>
                $"{Mime.Envelope}Content-Type: multipart/mixed; boundary=\"{string.Concat(Enumerable.Repeat(unit, 50_000))}{after}\"\r\n\r\nbody\r\n");
        }

        yield return HostileMessage.Of("200,000 sections", () => $"{Mime.Envelope}Content-Disposition: attachment{string.Concat(Enumerable.Range(0, 200_000).Select(static number => $"; filename*{number}=a"))}\r\n\r\nbody\r\n");
        yield return HostileMessage.Of("200,000 sections, the highest first", () => $"{Mime.Envelope}Content-Disposition: attachment{string.Concat(Enumerable.Range(0, 200_000).Select(static number => $"; filename*{200_000 - number}=a"))}\r\n\r\nbody\r\n");
        yield return HostileMessage.Of("50,000 encoded sections of several charsets", () => $"{Mime.Envelope}Content-Disposition: attachment{string.Concat(Enumerable.Range(0, 50_000).Select(static number => $"; filename*{number}*=utf-16le''%41%00"))}\r\n\r\nbody\r\n");
    }

    private static IEnumerable<HostileMessage> Parts()
    {
        yield return new("1,000,000 boundaries", () => new GeneratedContent((Multi, 1), ("--b1\r\n", 1_000_000), ("--b1--\r\n", 1)), IsCutOff: true);
        yield return new("1,000,000 parts with a header", () => new GeneratedContent((Multi, 1), ("--b1\r\nContent-Type: text/plain; name=a.pdf\r\n\r\nx\r\n", 1_000_000), ("--b1--\r\n", 1)), IsCutOff: true);
        yield return new("1,000,000 ends", () => new GeneratedContent((Multi, 1), ("--b1--\r\n", 1_000_000)));
        yield return new("1,000,000 lines that start like the boundary", () => new GeneratedContent((Multi.Replace("b1", new string('b', 70), StringComparison.Ordinal), 1), ("--" + new string('b', 69) + "\r\n", 1_000_000)));
        yield return new("5,000,000 lines of dashes", () => new GeneratedContent((Multi, 1), ("--\r\n", 5_000_000)));
        yield return HostileMessage.Of("9,000 parts", () => Multi + string.Concat(Enumerable.Range(0, 9_000).Select(static number => $"--b1\r\nContent-Type: image/png; name={number}.png\r\n\r\nx\r\n")) + "--b1--\r\n");
    }

    private static IEnumerable<HostileMessage> Deep()
    {
        yield return HostileMessage.Of("10,000 multiparts deep", () => Mime.Envelope + string.Concat(Enumerable.Range(0, 10_000).Select(static level => $"Content-Type: multipart/mixed; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n")), isCutOff: true);
        yield return HostileMessage.Of("10,000 multiparts deep, one boundary", () => Mime.Envelope + string.Concat(Enumerable.Repeat("Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\n", 10_000)));
        yield return HostileMessage.Of("10,000 multiparts deep, each boundary the start of the next", () => Mime.Envelope + string.Concat(Enumerable.Range(1, 2_000).Select(static level => $"Content-Type: multipart/mixed; boundary=\"{new string('b', level)}\"\r\n\r\n--{new string('b', level)}\r\n")), isCutOff: true);
        yield return HostileMessage.Of("10,000 messages deep", () => string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 10_000)) + "body\r\n", isCutOff: true);
        yield return HostileMessage.Of("10,000 digests deep", () => string.Concat(Enumerable.Range(0, 10_000).Select(static level => $"Content-Type: multipart/digest; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n\r\n")), isCutOff: true);
        yield return HostileMessage.Of("60 levels of two readings each", () => string.Concat(Enumerable.Range(0, 60).Select(static level =>
            $"Content-Type: text/plain\r\nContent-Type: message/rfc822\r\nContent-Type: multipart/mixed; boundary=\"b{level}\"\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n--b{level}\r\n")) + "body\r\n");
        yield return HostileMessage.Of("90 levels without boundaries", () => string.Concat(Enumerable.Range(0, 90).Select(static level => $"Content-Type: multipart/mixed\r\n\r\n--b{level}\r\n")) + "body\r\n");
        yield return HostileMessage.Of("90 levels of messages in an unclear encoding", () => string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64, quoted-printable, x-uuencode\r\n\r\n", 90)) + "body\r\n" + new string('a', 200_000));
        yield return HostileMessage.Of("12 levels of base64", () =>
        {
            string message = Mime.MessageText("file.pdf") + new string('a', 50_000);
            for (int level = 0; level < 12; level++) message = Mime.Envelope + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(message);
            return message;
        });
        yield return HostileMessage.Of("12 levels of base64 in parts, three of each", () =>
        {
            string message = Mime.MessageText("file.pdf");
            for (int level = 0; level < 6; level++)
            {
                string part = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(message);
                message = Mime.Envelope + Mime.MultipartEntity("mixed", "b" + level.ToString(CultureInfo.InvariantCulture), part, part, part);
            }

            return message;
        });
        yield return HostileMessage.Of("10 levels of quoted-printable", () =>
        {
            string message = Mime.MessageText("file.pdf");
            for (int level = 0; level < 6; level++) message = Mime.Envelope + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + Mime.QuotedPrintable(message);
            return message;
        });
    }

    private static IEnumerable<HostileMessage> Lines()
    {
        (string Name, string Before)[] places =
        [
            ("the text", Mime.Envelope + "\r\n"),
            ("a part", Multi + "--b1\r\n\r\n"),
            ("base64", Mime.Envelope + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
            ("quoted-printable", Mime.Envelope + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"),
            ("a delimiter", Multi + "--b1"),
            ("the preamble", Multi),
            ("uuencode", Mime.Envelope + "\r\nbegin 644 file.pdf\r\n"),
        ];
        foreach ((string name, string before) in places)
        {
            yield return new($"64 MB line in {name}", () => new GeneratedContent((before, 1), (new string('M', 1024), 65_536)));
        }

        yield return new("64 MB of line ends", () => new GeneratedContent((Mime.Envelope, 1), ("\r\n", 33_554_432)));
        yield return new("64 MB of carriage returns", () => new GeneratedContent((Mime.Envelope + "\r\n", 1), (new string('\r', 1024), 65_536)));
        yield return new("64 MB of NULs", () => new GeneratedContent((new string('\0', 1024), 65_536)));
        yield return new("64 MB of soft line ends", () => new GeneratedContent((Mime.Envelope + "Content-Transfer-Encoding: quoted-printable\r\n\r\n", 1), ("=\r\n", 22_369_621)));
        yield return new("64 MB of text in lines", () => new GeneratedContent((Mime.Envelope + "Content-Type: text/plain\r\n\r\n", 1), ("This is a line of prose, as it stands in any message, and it ends here.\r\n", 900_000)));
        yield return new("64 MB attachment in base64", () => new GeneratedContent(
            (Multi + "--b1\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1), (Mime.Base64(new string('x', 57)), 860_000), ("--b1--\r\n", 1)), IsCutOff: false);
        yield return HostileMessage.Of("random octets", () => Noise(7, 16 * 1024 * 1024));
        yield return HostileMessage.Of("random octets after a header", () => Multi + "--b1\r\n" + Noise(8, 16 * 1024 * 1024));
        yield return HostileMessage.Of("random octets in base64", () => Mime.Envelope + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Noise(9, 4 * 1024 * 1024)));
    }

    private static string Noise(int seed, int length)
    {
        byte[] octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return Encoding.Latin1.GetString(octets);
    }
}
