using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Encoded words (RFC 2047) where they should not stand, and every client reads them: M7.</summary>
internal static class EncodedWordTricks
{
    public static IEnumerable<Trick> All()
    {
        foreach ((string variant, Func<string, string> value) in Values())
        {
            foreach (Trick trick in Trick.ValueInBothFields("M7", variant, value)) yield return trick;
        }

        foreach ((string variant, Func<string, string, string> parameters) in Within2231())
        {
            foreach (Trick trick in Trick.InBothFields("M7", variant, parameters)) yield return trick;
        }
    }

    private static string B(string charset, byte[] octets) => $"=?{charset}?B?{Mime.Word(octets)}?=";

    private static string B(string text) => B("utf-8", Encoding.UTF8.GetBytes(text));

    private static IEnumerable<(string Variant, Func<string, string> Value)> Values() =>
    [
        ("B, quoted", ext => $"\"{B("příloha." + ext)}\""),
        ("B, unquoted", ext => B("příloha." + ext)),
        ("B, lower case", ext => $"\"=?UTF-8?b?{Mime.Word(Encoding.UTF8.GetBytes("file." + ext))}?=\""),
        ("B, without padding", ext => $"\"=?utf-8?B?{Mime.Word(Encoding.UTF8.GetBytes("file1." + ext)).TrimEnd('=')}?=\""),
        ("B, blanks inside", ext => $"\"=?utf-8?B?{Mime.Word(Encoding.UTF8.GetBytes("file1." + ext)).Insert(4, " ")}?=\""),
        ("Q, quoted", ext => $"\"=?utf-8?Q?p=C5=99=C3=ADloha=2E{ext}?=\""),
        ("Q, unquoted", ext => $"=?utf-8?Q?file=2E{ext}?="),
        ("Q, lower case", ext => $"\"=?utf-8?q?file.{ext}?=\""),
        ("Q, extension encoded", ext => $"\"=?utf-8?Q?file.{string.Concat(ext.Select(static letter => $"={(int)letter:x2}"))}?=\""),
        ("Q, underscores", ext => $"\"=?utf-8?Q?my_holiday_file.{ext}?=\""),
        ("Q, blanks inside", ext => $"\"=?utf-8?Q?my holiday file.{ext}?=\""),
        ("Q, with a language", ext => $"\"=?utf-8*cs?Q?file.{ext}?=\""),
        ("Q, never closed", ext => $"\"=?utf-8?Q?file=2E{ext}\""),
        ("unknown charset, Q", ext => $"\"=?x-unknown?Q?file=2E{ext}?=\""),
        ("unknown charset, B", ext => $"\"{B("x-unknown", Encoding.ASCII.GetBytes("file." + ext))}\""),
        ("no charset", ext => $"\"=??Q?file=2E{ext}?=\""),
        ("utf-16le", ext => $"\"{B("utf-16le", Encoding.Unicode.GetBytes("file." + ext))}\""),
        ("utf-16be", ext => $"\"{B("utf-16be", Encoding.BigEndianUnicode.GetBytes("file." + ext))}\""),
        ("windows-1250", ext => $"\"=?windows-1250?Q?p=F8=EDloha.{ext}?=\""),
        ("extension outside", ext => $"\"{B("příloha")}.{ext}\""),
        ("dot outside", ext => $"\"file.{B(ext)}\""),
        ("two words", ext => $"\"{B("příloha")} {B("." + ext)}\""),
        ("two words, cut in the extension", ext => $"\"{B("file." + ext[..1])} {B(ext[1..])}\""),
        ("two words, folded", ext => $"\"{B("file." + ext[..1])}\r\n {B(ext[1..])}\""),
        ("two words, unquoted and folded", ext => $"{B("file." + ext[..1])}\r\n {B(ext[1..])}"),
        ("two words, nothing between", ext => $"\"{B("file." + ext[..1])}{B(ext[1..])}\""),
        ("two words, Q and B", ext => $"\"=?utf-8?Q?file=2E{ext[..1]}?= {B(ext[1..])}\""),
        ("two words, two charsets", ext => $"\"=?iso-8859-2?Q?p=F8=EDloha.{ext[..1]}?= {B(ext[1..])}\""),
        ("two words, cut within a letter", ext => $"\"=?utf-8?B?{Mime.Word([0x70, 0xC5])}?= =?utf-8?B?{Mime.Word([0x99, .. Encoding.UTF8.GetBytes("iloha." + ext)])}?=\""),
        ("two words, utf-16le", ext => $"\"{B("utf-16le", Encoding.Unicode.GetBytes("file."))} {B("utf-16le", Encoding.Unicode.GetBytes(ext))}\""),
        ("words quoted one by one", ext => $"\"{B("file.")}\" \"{B(ext)}\""),
        ("text before", ext => $"\"my {B("file." + ext)}\""),
        ("20 words", ext => $"\"{string.Join("\r\n ", $"a long name for a file.{ext}".Select(static letter => B(letter.ToString())))}\""),
    ];

    private static IEnumerable<(string Variant, Func<string, string, string> Parameters)> Within2231() =>
    [
        ("within the encoded form", (key, ext) => $"{key}*=utf-8''{Mime.Percent(Encoding.ASCII.GetBytes(B("file." + ext)))}"),
        ("within the encoded form, raw", (key, ext) => $"{key}*=\"{B("file." + ext)}\""),
        ("within sections", (key, ext) => $"{key}*0=\"{B("file." + ext[..1])}\"; {key}*1=\" {B(ext[1..])}\""),
        ("cut by sections", (key, ext) => $"{key}*0=\"=?utf-8?Q?file=2E{ext[..1]}\"; {key}*1=\"{ext[1..]}?=\""),
        ("decoy word, encoded form after", (key, ext) => $"{key}=\"{B("file.png")}\"; {key}*=utf-8''file.{ext}"),
        ("word, encoded decoy after", (key, ext) => $"{key}=\"{B("file." + ext)}\"; {key}*=utf-8''file.png"),
    ];
}
