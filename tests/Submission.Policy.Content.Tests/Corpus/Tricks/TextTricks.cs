using System.Text;
using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Files within text: M19.</summary>
internal static class TextTricks
{
    /// <summary>A file after POSIX uuencode, its <c>begin</c> and <c>end</c> included.</summary>
    public static string Uuencoded(string name, string? data = null) => $"begin 644 {name}\r\n{UuLines(data ?? Mime.Program)}`\r\nend\r\n";

    private static readonly string Long = string.Concat(Enumerable.Repeat(Mime.Program, 4));

    public static IEnumerable<Trick> All() => [.. Uuencode(), .. OtherFormats(), .. Prose()];

    private static IEnumerable<Trick> Uuencode()
    {
        (string Variant, Func<string, string> Text)[] texts =
        [
            ("alone", ext => Uuencoded("file." + ext)),
            ("after text", ext => "Hello,\r\nhere it is.\r\n\r\n" + Uuencoded("file." + ext)),
            ("between texts", ext => "Hello,\r\n" + Uuencoded("file." + ext) + "Regards\r\n"),
            ("after another file", ext => Uuencoded("file.png") + Uuencoded("file." + ext)),
            ("after an empty file", ext => "begin 644 empty.txt\r\n`\r\nend\r\n" + Uuencoded("file." + ext)),
            ("after a look-alike", ext => "begin 644 of the year\r\nwas good.\r\n" + Uuencoded("file." + ext)),
            ("upper case name", ext => Uuencoded("FILE." + ext.ToUpperInvariant())),
            ("blanks at the end", ext => Uuencoded("file." + ext + "   ")),
            ("name with blanks", ext => Uuencoded("my holiday file." + ext)),
            ("quoted name", ext => Uuencoded("\"file." + ext + "\"")),
            ("path", ext => Uuencoded("C:\\temp\\file." + ext)),
            ("four digits of mode", ext => Uuencoded("file." + ext).Replace("644", "0644", StringComparison.Ordinal)),
            ("other mode", ext => Uuencoded("file." + ext).Replace("644", "666", StringComparison.Ordinal)),
            ("two blanks", ext => Uuencoded("file." + ext).Replace(" 644 ", "  644  ", StringComparison.Ordinal)),
            ("no end", ext => Uuencoded("file." + ext).Replace("`\r\nend\r\n", "", StringComparison.Ordinal)),
            ("no line of length zero", ext => Uuencoded("file." + ext).Replace("`\r\nend", "end", StringComparison.Ordinal)),
            ("blanks for zero", ext => Uuencoded("file." + ext).Replace('`', ' ')),
            ("line feeds alone", ext => Uuencoded("file." + ext).Replace("\r", "", StringComparison.Ordinal)),
            // Old encoders end each line with a letter that checks it; decoders go by the length that the line begins with.
            ("a checking letter after each line", ext => Lines(Uuencoded("file." + ext, Long), static line => line + "#")),
            ("junk after each line", ext => Lines(Uuencoded("file." + ext, Long), static line => line + " and more")),
            ("blanks at the end of lines", ext => Lines(Uuencoded("file." + ext, Long), static line => line + "  ")),
            ("blanks for zero, cut from the ends of lines", ext => Lines(Uuencoded("file." + ext, Mime.Program[..20] + new string('\0', 250)).Replace('`', ' '), static line => line.TrimEnd())),
            ("lines of other lengths", ext => $"begin 644 file.{ext}\r\n{string.Concat(((int[])[7, 1, 30, 44, 2]).Select(static length => UuLines(Long[..length])))}`\r\nend\r\n"),
            ("one short line", ext => Uuencoded("file." + ext, "MZ")),
            ("base64 form", ext => $"begin-base64 644 file.{ext}\r\n{Mime.ProgramInBase64}====\r\n"),
            ("utf-8 name", ext => Mime.Utf8(Uuencoded("příloha." + ext))),
            ("dot at the end", ext => Uuencoded("file." + ext + ".")),
        ];
        foreach ((string variant, Func<string, string> text) in texts)
        {
            yield return new Trick("M19", "uuencode: " + variant, ext => Mime.Whole("Content-Type: text/plain; charset=us-ascii\r\n", text(ext)));
        }

        yield return new Trick("M19", "uuencode: message without a type", ext => Mime.Whole("", Uuencoded("file." + ext)));
        yield return new Trick("M19", "uuencode: message without MIME", ext => Mime.Octets("From: a@example.cz\r\n\r\n" + Uuencoded("file." + ext)));
        yield return new Trick("M19", "uuencode: in a part", ext => Mime.WithPart("Content-Type: text/plain\r\n", Uuencoded("file." + ext)));
        yield return new Trick("M19", "uuencode: in HTML", ext => Mime.WithPart("Content-Type: text/html\r\n", "<pre>\r\n" + Uuencoded("file." + ext) + "</pre>\r\n"));
        yield return new Trick("M19", "uuencode: in base64", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Uuencoded("file." + ext))));
        yield return new Trick("M19", "uuencode: in quoted-printable", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n", Mime.QuotedPrintable(Uuencoded("file." + ext))));
        yield return new Trick("M19", "uuencode: in a part without a header", ext => Mime.WithEntity("\r\n" + Uuencoded("file." + ext)));
        foreach (string coding in (string[])["x-uuencode", "x-uue", "uuencode", "X-UUE"])
        {
            yield return new Trick("M19", $"uuencode: transfer encoding {coding}", ext => Mime.WithPart($"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: {coding}\r\n", Uuencoded("file." + ext)));
        }
    }

    private static IEnumerable<Trick> OtherFormats()
    {
        yield return new Trick("M19", "yEnc", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n", Yenc($"name=file.{ext}")));
        yield return new Trick("M19", "yEnc after text", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n", "Hello\r\n" + Yenc($"name=file.{ext}")));
        yield return new Trick("M19", "yEnc, name with blanks", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n", Yenc($"name=my holiday file.{ext}")));
        yield return new Trick("M19", "yEnc in a part", ext => Mime.WithPart("Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n", Yenc($"name=file.{ext}")));
        yield return new Trick("M19", "yEnc, several pieces", ext => Mime.Whole("Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n",
            Yenc($"name=file.{ext}").Replace("=ybegin ", "=ybegin part=1 total=2 ", StringComparison.Ordinal).Replace($"name=file.{ext}\r\n", $"name=file.{ext}\r\n=ypart begin=1 end=57\r\n", StringComparison.Ordinal)));

        string Hex(string ext) => BinHex.Encode("file." + ext, Mime.Octets(Mime.Program));
        yield return new Trick("M19", "BinHex as a part", ext => Mime.WithPart("Content-Type: application/mac-binhex40\r\n", Hex(ext)));
        yield return new Trick("M19", "BinHex as a part under another name", ext => Mime.WithPart("Content-Type: application/mac-binhex40; name=\"file.hqx\"\r\n", Hex(ext)));
        yield return new Trick("M19", "BinHex in text", ext => Mime.Whole("Content-Type: text/plain\r\n", "Hello\r\n\r\n" + Hex(ext)));
        yield return new Trick("M19", "BinHex without its empty line", ext => Mime.WithPart("Content-Type: application/mac-binhex40\r\n", Hex(ext).Replace("4.0)\r\n\r\n", "4.0)\r\n", StringComparison.Ordinal)));
        yield return new Trick("M19", "BinHex in base64", ext => Mime.WithPart("Content-Type: application/mac-binhex40\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Hex(ext))));
    }

    private static IEnumerable<Trick> Prose()
    {
        (string Variant, Func<string, string> Text)[] texts =
        [
            ("begin line alone", ext => $"The format starts with\r\nbegin 644 file.{ext}\r\nand then come the lines.\r\n"),
            ("begin line at the end", ext => $"The format starts with\r\nbegin 644 file.{ext}\r\n"),
            ("begin line and an empty line", ext => $"begin 644 file.{ext}\r\n\r\nIs how it starts.\r\n"),
            ("begin as a word", ext => $"begin with file.{ext} and go on\r\nM is a letter.\r\n"),
            ("quoted", ext => "> " + Uuencoded("file." + ext).Replace("\r\n", "\r\n> ", StringComparison.Ordinal)),
            ("yEnc line alone", ext => $"A header is =ybegin line=128 size=57 name=file.{ext}\r\nthat was it.\r\n"),
            ("field of MIME", ext => $"You wrote:\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\nand so did I.\r\n"),
            ("name of a program", ext => $"Please run setup.{ext} or see www.shop.com for command.com\r\n"),
            ("multipart in text", ext => $"An example:\r\n\r\n--b1\r\n{Mime.Attachment("file." + ext)}\r\n--b1--\r\n"),
        ];
        foreach ((string variant, Func<string, string> text) in texts)
        {
            yield return Trick.Harmless("M19", "prose: " + variant, ext => Mime.Whole("Content-Type: text/plain; charset=us-ascii\r\n", text(ext)));
        }
    }

    /// <summary>Changes the data lines of a uuencoded file, those of its full length.</summary>
    private static string Lines(string file, Func<string, string> change) => string.Join("\r\n", file.Split("\r\n").Select(line => line.StartsWith('M') && line.Length == 61 ? change(line) : line));

    private static string UuLines(string data)
    {
        var text = new StringBuilder();
        foreach (byte[] line in Mime.Octets(data).Chunk(45))
        {
            text.Append(Letter(line.Length));
            for (int at = 0; at < line.Length; at += 3)
            {
                int three = (line[at] << 16) | ((at + 1 < line.Length ? line[at + 1] : 0) << 8) | (at + 2 < line.Length ? line[at + 2] : 0);
                for (int shift = 18; shift >= 0; shift -= 6) text.Append(Letter((three >> shift) & 63));
            }

            text.Append("\r\n");
        }

        return text.ToString();
    }

    private static char Letter(int sextet) => sextet == 0 ? '`' : (char)(sextet + 32);

    private static string Yenc(string name)
    {
        var data = new StringBuilder();
        foreach (byte octet in Mime.Octets(Mime.Program))
        {
            byte coded = (byte)(octet + 42);
            if (coded is 0 or 10 or 13 or 61) data.Append('=').Append((char)(byte)(coded + 64));
            else data.Append((char)coded);
        }

        return $"=ybegin line=128 size={Mime.Program.Length} {name}\r\n{data}\r\n=yend size={Mime.Program.Length}\r\n";
    }
}
