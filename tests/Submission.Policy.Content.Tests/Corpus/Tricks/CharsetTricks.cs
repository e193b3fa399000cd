using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Letters of other charsets in names, M25, and messages that lack what a message has, M26.</summary>
internal static class CharsetTricks
{
    public static IEnumerable<Trick> All() => [.. Charsets(), .. Rudiments()];

    private static IEnumerable<Trick> Charsets()
    {
        (string Variant, Func<string, string, string> Parameters)[] forms =
        [
            ("raw utf-8", (key, ext) => $"{key}=\"{Mime.Utf8("příloha." + ext)}\""),
            ("raw utf-8, unquoted", (key, ext) => $"{key}={Mime.Utf8("příloha." + ext)}"),
            ("raw utf-8, emoji", (key, ext) => $"{key}=\"{Mime.Utf8("🎁." + ext)}\""),
            ("raw iso-8859-2", (key, ext) => $"{key}=\"p\xF8\xEDloha.{ext}\""),
            ("raw iso-8859-2, unquoted", (key, ext) => $"{key}=p\xF8\xEDloha.{ext}"),
            ("raw shift_jis, second octet a backslash", (key, ext) => $"{key}=\"\x95\x5C.{ext}\""),
            ("raw gbk", (key, ext) => $"{key}=\"\xB8\xBD\xBC\xFE.{ext}\""),
            ("raw koi8-r, unquoted", (key, ext) => $"{key}=\xD3\xDE\xC5\xD4.{ext}"),
            ("raw overlong utf-8 before", (key, ext) => $"{key}=\"\xC0\xAF.{ext}\""),
            ("raw half a letter before the extension", (key, ext) => $"{key}=\"file\xC5.{ext}\""),
            ("raw iso-2022-jp", (key, ext) => $"{key}=\"\x1B$B%U%!%$%k\x1B(B.{ext}\""),
            ("iso-2022-jp in an encoded word", (key, ext) => $"{key}=\"=?iso-2022-jp?B?{Mime.Word(Mime.Octets($"\x1B$B%U%!%$%k\x1B(B.{ext}"))}?=\""),
            ("iso-2022-jp, percent-encoded", (key, ext) => $"{key}*=iso-2022-jp''{Mime.Percent(Mime.Octets($"\x1B$B%U%!%$%k\x1B(B.{ext}"))}"),
            ("escape within the extension, iso-2022-jp", (key, ext) => $"{key}=\"=?iso-2022-jp?B?{Mime.Word(Mime.Octets($"file.{ext[..1]}\x1B(B{ext[1..]}"))}?=\""),
            ("utf-7 in an encoded word", (key, ext) => $"{key}=\"=?utf-7?Q?file.{Utf7(ext)}?=\""),
            ("utf-7, percent-encoded", (key, ext) => $"{key}*=utf-7''file.{Mime.Percent(Mime.Octets(Utf7(ext)))}"),
            ("utf-7, dot encoded", (key, ext) => $"{key}=\"=?utf-7?B?{Mime.Word(Mime.Octets($"file{Utf7(".")}{ext}"))}?=\""),
            ("gbk in an encoded word", (key, ext) => $"{key}=\"=?gbk?B?{Mime.Word([0xB8, 0xBD, 0xBC, 0xFE, .. Encoding.ASCII.GetBytes("." + ext)])}?=\""),
            ("big5, percent-encoded", (key, ext) => $"{key}*=big5''%AA%FE%A5%F3.{ext}"),
            ("shift_jis in an encoded word", (key, ext) => $"{key}=\"=?shift_jis?Q?=95=5C.{ext}?=\""),
            ("koi8-r, percent-encoded", (key, ext) => $"{key}*=koi8-r''%D3%DE%C5%D4.{ext}"),
            ("windows-1256 in an encoded word", (key, ext) => $"{key}=\"=?windows-1256?B?{Mime.Word([0xE3, 0xE1, 0xDD, .. Encoding.ASCII.GetBytes("." + ext)])}?=\""),
            ("wrong charset in an encoded word", (key, ext) => $"{key}=\"=?us-ascii?Q?p=C5=99=C3=ADloha.{ext}?=\""),
            ("utf-8 of utf-8", (key, ext) => $"{key}=\"{Mime.Utf8(Mime.Utf8("příloha." + ext))}\""),
        ];
        foreach ((string variant, Func<string, string, string> parameters) in forms)
        {
            foreach (Trick trick in Trick.InBothFields("M25", variant, parameters)) yield return trick;
        }
    }

    private static IEnumerable<Trick> Rudiments()
    {
        yield return new Trick("M26", "empty body", ext => Mime.Whole($"Content-Type: image/png; name=\"file.{ext}\"\r\n", ""));
        yield return new Trick("M26", "header alone", ext => Mime.Octets(Mime.Envelope + $"Content-Disposition: attachment; filename=\"file.{ext}\"\r\n"));
        yield return new Trick("M26", "header alone, no line end", ext => Mime.Octets(Mime.Envelope + $"Content-Disposition: attachment; filename=\"file.{ext}\""));
        yield return new Trick("M26", "one field alone", ext => Mime.Octets($"Content-Type: image/png; name=file.{ext}"));
        yield return new Trick("M26", "no empty line before the body", ext => Mime.Octets(Mime.Envelope + $"Content-Disposition: attachment; filename=\"file.{ext}\"\r\nThis is the body already.\r\n"));
        yield return new Trick("M26", "field name of 8-bit letters", ext => Mime.Whole($"X-P\xF8\xEDloha: y\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n", Mime.Program));
        yield return new Trick("M26", "10,000 fields before", ext => Mime.Octets(
            string.Concat(Enumerable.Range(0, 10_000).Select(static number => $"X-{number}: y\r\n")) + $"Content-Disposition: attachment; filename=\"file.{ext}\"\r\n\r\nbody\r\n"))
        {
            // Either the field is found or the reader says that it did not read so far; a message with so many fields may be called unreadable with any extension.
            BadWithPdf = null,
        };
        yield return Trick.Harmless("M26", "nothing", _ => []);
        yield return Trick.Harmless("M26", "one line end", _ => Mime.Octets("\r\n"));
        yield return Trick.Harmless("M26", "no header", ext => Mime.Octets($"This is no message.\r\nContent of file.{ext}\r\n"));
        yield return Trick.Harmless("M26", "one letter", _ => Mime.Octets("x"));
    }

    /// <summary>Text in the shifted form of UTF-7 (RFC 2152).</summary>
    private static string Utf7(string text) => $"+{Mime.Word(Encoding.BigEndianUnicode.GetBytes(text)).TrimEnd('=')}-";
}
