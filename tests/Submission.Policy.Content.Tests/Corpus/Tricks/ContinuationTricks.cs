using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Parameters after RFC 2231, encoded and continued, right and wrong: M6.</summary>
internal static class ContinuationTricks
{
    public static IEnumerable<Trick> All()
    {
        foreach ((string variant, Func<string, string, string> parameters) in Encoded().Concat(Continued()).Concat(Together()))
        {
            foreach (Trick trick in Trick.InBothFields("M6", variant, parameters)) yield return trick;
        }

        yield return new Trick("M6", "continuation in a second field", ext => Mime.WithPart(
            $"Content-Type: image/png\r\nContent-Disposition: attachment; filename*0=\"file.\"\r\nContent-Disposition: attachment; filename*1=\"{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M6", "encoded in the disposition, decoy in the type", ext => Mime.WithPart(
            $"Content-Type: image/png; name=\"file.png\"\r\nContent-Disposition: attachment; filename*=utf-8''file.{ext}\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M6", "encoded in the type, decoy in the disposition", ext => Mime.WithPart(
            $"Content-Type: image/png; name*=utf-8''file.{ext}\r\nContent-Disposition: attachment; filename=\"file.png\"\r\nContent-Transfer-Encoding: base64\r\n"));
    }

    private static IEnumerable<(string Variant, Func<string, string, string> Parameters)> Encoded() =>
    [
        ("encoded", (key, ext) => $"{key}*=utf-8''file.{ext}"),
        ("encoded, with a language", (key, ext) => $"{key}*=UTF-8'en-GB'file.{ext}"),
        ("encoded dot", (key, ext) => $"{key}*=utf-8''file%2E{ext}"),
        ("encoded extension", (key, ext) => $"{key}*=utf-8''file.{Mime.Percent(Encoding.ASCII.GetBytes(ext))}"),
        ("encoded throughout", (key, ext) => $"{key}*=utf-8''{Mime.Percent(Encoding.ASCII.GetBytes("file." + ext))}"),
        ("lower case hexadecimal", (key, ext) => $"{key}*=utf-8''{Mime.Percent(Encoding.ASCII.GetBytes("file." + ext)).ToLowerInvariant()}"),
        ("czech name", (key, ext) => $"{key}*=utf-8''{Mime.Percent(Encoding.UTF8.GetBytes("příloha." + ext))}"),
        ("us-ascii", (key, ext) => $"{key}*=us-ascii''file%2e{ext}"),
        ("iso-8859-2", (key, ext) => $"{key}*=iso-8859-2''p%F8%EDloha.{ext}"),
        ("no charset", (key, ext) => $"{key}*=''file%2e{ext}"),
        ("no quotes at all", (key, ext) => $"{key}*=file%2e{ext}"),
        ("one quote only", (key, ext) => $"{key}*=utf-8'file%2e{ext}"),
        ("quoted as a whole", (key, ext) => $"{key}*=\"utf-8''file%2e{ext}\""),
        ("unknown charset", (key, ext) => $"{key}*=x-unknown''file%2e{ext}"),
        ("utf-16le", (key, ext) => $"{key}*=utf-16le''{Mime.Percent(Encoding.Unicode.GetBytes("file." + ext))}"),
        ("utf-16be", (key, ext) => $"{key}*=utf-16be''{Mime.Percent(Encoding.BigEndianUnicode.GetBytes("file." + ext))}"),
        ("utf-16 with a byte order mark", (key, ext) => $"{key}*=utf-16''{Mime.Percent([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("file." + ext)])}"),
        ("blank before the asterisk", (key, ext) => $"{key} *=utf-8''file%2e{ext}"),
        ("blanks around the equals sign", (key, ext) => $"{key}* = utf-8''file%2e{ext}"),
        ("fold after the asterisk", (key, ext) => $"{key}*\r\n =\r\n utf-8''file%2e{ext}"),
        ("comment after the asterisk", (key, ext) => $"{key}*()=utf-8''file%2e{ext}"),
        ("broken escape before", (key, ext) => $"{key}*=utf-8''100%file%2e{ext}"),
        ("broken utf-8 before", (key, ext) => $"{key}*=utf-8''%C3%28file%2e{ext}"),
        ("raw utf-8 in the encoded form", (key, ext) => Mime.Utf8($"{key}*=utf-8''příloha.{ext}")),
        ("blanks in the encoded form", (key, ext) => $"{key}*=utf-8''my file.{ext}"),
    ];

    private static IEnumerable<(string Variant, Func<string, string, string> Parameters)> Continued() =>
    [
        ("one section", (key, ext) => $"{key}*0=\"file.{ext}\""),
        ("one encoded section", (key, ext) => $"{key}*0*=utf-8''file%2e{ext}"),
        ("two sections", (key, ext) => $"{key}*0=\"file.\"; {key}*1=\"{ext}\""),
        ("two sections, folded", (key, ext) => $"\r\n {key}*0=\"file.\";\r\n {key}*1=\"{ext}\""),
        ("two sections, unquoted", (key, ext) => $"{key}*0=file; {key}*1=.{ext}"),
        ("cut within the extension", (key, ext) => $"{key}*0=\"file.{ext[..1]}\"; {key}*1=\"{ext[1..2]}\"; {key}*2=\"{ext[2..]}\""),
        ("two encoded sections", (key, ext) => $"{key}*0*=utf-8''file%2E; {key}*1*={Mime.Percent(Encoding.ASCII.GetBytes(ext))}"),
        ("encoded, then plain", (key, ext) => $"{key}*0*=utf-8''file%2E; {key}*1=\"{ext}\""),
        ("plain, then encoded", (key, ext) => $"{key}*0=\"file\"; {key}*1*=%2E{ext}"),
        ("escape cut in two", (key, ext) => $"{key}*0*=utf-8''file%2; {key}*1*=E{ext}"),
        ("letter of utf-8 cut in two", (key, ext) => $"{key}*0*=utf-8''p%C5; {key}*1*=%99iloha.{ext}"),
        ("utf-16le in sections", (key, ext) => $"{key}*0*=utf-16le''{Mime.Percent(Encoding.Unicode.GetBytes("file."))}; {key}*1*={Mime.Percent(Encoding.Unicode.GetBytes(ext))}"),
        ("reversed", (key, ext) => $"{key}*1=\"{ext}\"; {key}*0=\"file.\""),
        ("reversed, encoded", (key, ext) => $"{key}*1*=%2E{ext}; {key}*0*=utf-8''file"),
        ("three out of order", (key, ext) => $"{key}*2=\"{ext}\"; {key}*0=\"fi\"; {key}*1=\"le.\""),
        // Whoever stops at a gap sees the name end before it; whoever does not sees it go on.
        ("gap after the name", (key, ext) => $"{key}*0=\"file.{ext}\"; {key}*2=\".txt\""),
        ("gap within the name", (key, ext) => $"{key}*0=\"file.\"; {key}*2=\"{ext}\""),
        ("starting at 1", (key, ext) => $"{key}*1=\"file.\"; {key}*2=\"{ext}\""),
        ("starting at 1, one section", (key, ext) => $"{key}*1=\"file.{ext}\""),
        ("2 before 0", (key, ext) => $"{key}*2=\"{ext}\"; {key}*0=\"file.\""),
        ("leading zeros", (key, ext) => $"{key}*00=\"file.\"; {key}*01=\"{ext}\""),
        ("twelve sections", (key, ext) => string.Join("; ", Enumerable.Range(0, 10).Select(number => $"{key}*{number}=\"{(char)('a' + number)}\"")) + $"; {key}*10=\".\"; {key}*11=\"{ext}\""),
        ("first section twice, decoy first", (key, ext) => $"{key}*0=\"file.png\"; {key}*0=\"file.{ext}\""),
        ("section twice, decoy last", (key, ext) => $"{key}*0=\"file.\"; {key}*1=\"{ext}\"; {key}*1=\"png\""),
        ("section twice, decoy first", (key, ext) => $"{key}*0=\"file.\"; {key}*1=\"png\"; {key}*1=\"{ext}\""),
        ("another parameter between", (key, ext) => $"{key}*0=\"file.\"; size=10; {key}*1=\"{ext}\""),
        ("upper and lower case", (key, ext) => $"{key.ToUpperInvariant()}*0=\"file.\"; {key}*1=\"{ext}\""),
        ("blanks around the numbers", (key, ext) => $"{key} *0=\"file.\"; {key}*1 =\"{ext}\""),
    ];

    private static IEnumerable<(string Variant, Func<string, string, string> Parameters)> Together() =>
    [
        ("plain decoy before the encoded", (key, ext) => $"{key}=\"file.png\"; {key}*=utf-8''file.{ext}"),
        ("plain decoy after the encoded", (key, ext) => $"{key}*=utf-8''file.{ext}; {key}=\"file.png\""),
        ("plain before the encoded decoy", (key, ext) => $"{key}=\"file.{ext}\"; {key}*=utf-8''file.png"),
        ("plain after the encoded decoy", (key, ext) => $"{key}*=utf-8''file.png; {key}=\"file.{ext}\""),
        ("plain decoy before the sections", (key, ext) => $"{key}=\"file.png\"; {key}*0=\"file.\"; {key}*1=\"{ext}\""),
        ("plain decoy after the sections", (key, ext) => $"{key}*0=\"file.\"; {key}*1=\"{ext}\"; {key}=\"file.png\""),
        ("plain before decoy sections", (key, ext) => $"{key}=\"file.{ext}\"; {key}*0=\"file.\"; {key}*1=\"png\""),
        ("encoded decoy before the sections", (key, ext) => $"{key}*=utf-8''file.png; {key}*0=\"file.\"; {key}*1=\"{ext}\""),
        ("encoded after decoy sections", (key, ext) => $"{key}*0=\"file.\"; {key}*1=\"png\"; {key}*=utf-8''file.{ext}"),
        ("two encoded, decoy first", (key, ext) => $"{key}*=utf-8''file.png; {key}*=utf-8''file.{ext}"),
        ("two encoded, decoy last", (key, ext) => $"{key}*=utf-8''file.{ext}; {key}*=utf-8''file.png"),
        ("plain name with the encoded form in it", (key, ext) => $"{key}=\"utf-8''file%2e{ext}\""),
    ];
}
