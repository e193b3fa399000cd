using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Names whose end is not what it seems: what Windows drops, what is invisible, what is after the last dot. M8 to M11.</summary>
internal static class EndingTricks
{
    private static readonly string[] Listed = ["com", "exe", "pif", "bat", "scr", "cpl", "cmd", "dll", "lnk", "inf", "msi", "sct", "vbs", "vb", "vbe", "js", "wsf", "iso"];

    private static readonly string[] NotListed =
        ["url", "scf", "hta", "vhd", "ps1", "jar", "jse", "msp", "reg", "chm", "docm", "zip", "rar", "7z", "exe1", "xe", "ex", "com_", "vbx", "json", "exec", "isox", "comx", "batch", "{00021401-0000-0000-C000-000000000046}"];

    public static IEnumerable<Trick> All() => [.. Ends(), .. Unicode(), .. Extensions()];

    private static IEnumerable<Trick> Ends()
    {
        (string Variant, Func<string, string> Value)[] quoted =
        [
            ("dot at the end", ext => $"file.{ext}."),
            ("dots at the end", ext => $"file.{ext}...."),
            ("blank at the end", ext => $"file.{ext} "),
            ("dots and blanks at the end", ext => $"file.{ext} . . "),
            ("tab at the end", ext => $"file.{ext}\t"),
            ("200 blanks at the end", ext => $"file.{ext}{new string(' ', 200)}"),
            ("control character at the end", ext => $"file.{ext}\x01"),
            ("control character within", ext => $"file.{ext[..1]}\x01{ext[1..]}"),
            ("DEL at the end", ext => $"file.{ext}\x7F"),
            ("no-break space at the end", ext => Mime.Utf8($"file.{ext}\u00A0")),
            ("ideographic space at the end", ext => Mime.Utf8($"file.{ext}\u3000")),
            ("NUL, decoy after", ext => $"file.{ext}\0.txt"),
            ("NUL, decoy before", ext => $"file.txt\0.{ext}"),
            ("NUL at the end", ext => $"file.{ext}\0"),
            ("NUL within the extension", ext => $"file.{ext[..1]}\0{ext[1..]}"),
            ("data stream", ext => $"file.{ext}::$DATA"),
            ("slash at the end", ext => $"file.{ext}/"),
            ("backslash at the end", ext => $"file.{ext}\\\\"),
            ("path of Windows", ext => $"C:\\\\temp\\\\file.{ext}"),
            ("path of Windows, not escaped", ext => $"C:\\temp\\file.{ext}"),
            ("path with dots", ext => $"../../file.{ext}"),
            ("path with a dot in it", ext => $"/tmp/file.d/x.{ext}"),
            ("network path", ext => $"\\\\\\\\server\\\\share\\\\file.{ext}"),
            ("percent blank at the end", ext => $"file.{ext}%20"),
            ("percent dot", ext => $"file%2E{ext}"),
            ("percent letter", ext => $"file.{ext[..2]}%{(int)ext[2]:x2}"),
            ("percent NUL", ext => $"file.{ext}%00.txt"),
        ];
        foreach ((string variant, Func<string, string> value) in quoted)
        {
            foreach (Trick trick in Trick.ValueInBothFields("M8", variant, ext => $"\"{value(ext)}\"")) yield return trick;
        }

        (string Variant, Func<string, string> Text)[] encoded =
        [
            ("blank at the end", ext => $"file.{ext} "),
            ("line end at the end", ext => $"file.{ext}\r\n"),
            ("line end within", ext => $"file.{ext[..1]}\r\n{ext[1..]}"),
            ("NUL, decoy after", ext => $"file.{ext}\0.txt"),
            ("NUL, decoy before", ext => $"file.txt\0.{ext}"),
            ("backslash path", ext => $"C:\\temp\\file.{ext}"),
            ("data stream", ext => $"file.{ext}::$DATA"),
        ];
        foreach ((string variant, Func<string, string> text) in encoded)
        {
            foreach (Trick trick in Trick.InBothFields("M8", variant + ", percent-encoded", (key, ext) => $"{key}*=utf-8''{Mime.Percent(Encoding.UTF8.GetBytes(text(ext)))}")) yield return trick;
            foreach (Trick trick in Trick.ValueInBothFields("M8", variant + ", encoded word", ext => $"\"=?utf-8?B?{Mime.Word(Encoding.UTF8.GetBytes(text(ext)))}?=\"")) yield return trick;
        }
    }

    private static IEnumerable<Trick> Unicode()
    {
        (string Variant, Func<string, string> Name)[] forms =
        [
            ("right-to-left override, shown as .doc", ext => $"invoice\u202Ecod.{ext}"),
            ("right-to-left override at the end", ext => $"invoice.{ext}\u202E"),
            ("isolates around the extension", ext => $"invoice.\u2066{ext}\u2069"),
            ("left-to-right mark", ext => $"invoice.{ext}\u200E"),
            ("zero width space", ext => $"invoice.{ext[..1]}\u200B{ext[1..]}"),
            ("zero width joiner", ext => $"invoice.{ext[..1]}\u200D{ext[1..]}"),
            ("word joiner", ext => $"invoice.\u2060{ext}"),
            ("soft hyphen", ext => $"invoice.{ext[..2]}\u00AD{ext[2..]}"),
            ("byte order mark", ext => $"invoice.{ext}\uFEFF"),
            ("grapheme joiner", ext => $"invoice.{ext[..1]}\u034F{ext[1..]}"),
            ("variation selector", ext => $"invoice.{ext[..1]}\uFE0F{ext[1..]}"),
            ("supplementary variation selector", ext => $"invoice.{ext}\U000E0100"),
            ("tag characters", ext => $"invoice.{ext}\U000E0061\U000E007F"),
            ("hangul filler", ext => $"invoice.{ext}\u3164"),
            ("invisible separator", ext => $"invoice.{ext[..1]}\u2063{ext[1..]}"),
            ("mongolian vowel separator", ext => $"invoice.{ext}\u180E"),
            ("full-width extension", ext => $"invoice\uFF0E{Wide(ext)}"),
            ("full-width dot", ext => $"invoice\uFF0E{ext}"),
            ("one dot leader", ext => $"invoice\u2024{ext}"),
            ("two dot leader", ext => $"invoice\u2025{ext}"),
            ("small full stop", ext => $"invoice\uFE52{ext}"),
            ("mathematical letters", ext => $"invoice.{string.Concat(ext.Select(static letter => char.ConvertFromUtf32(0x1D41A + (letter - 'a'))))}"),
            ("circled letters", ext => $"invoice.{string.Concat(ext.Select(static letter => (char)(0x24D0 + (letter - 'a'))))}"),
            ("line separator at the end", ext => $"invoice.{ext}\u2028"),
            ("next line at the end", ext => $"invoice.{ext}\u0085"),
        ];
        foreach ((string variant, Func<string, string> name) in forms)
        {
            yield return In("M9", variant + ", raw", ext => $"filename=\"{Mime.Utf8(name(ext))}\"");
            yield return In("M9", variant + ", percent-encoded", ext => $"filename*=utf-8''{Mime.Percent(Encoding.UTF8.GetBytes(name(ext)))}");
            yield return In("M9", variant + ", encoded word", ext => $"filename=\"=?utf-8?B?{Mime.Word(Encoding.UTF8.GetBytes(name(ext)))}?=\"");
        }

        // Other letters are another extension: no system runs them, and the list is what it is.
        yield return Harmless("M9", "cyrillic letters", "filename*=utf-8''" + Mime.Percent(Encoding.UTF8.GetBytes("invoice.\u0435\u0445\u0435")));
        yield return Harmless("M9", "letter with an accent", "filename*=utf-8''" + Mime.Percent(Encoding.UTF8.GetBytes("invoice.ex\u00E9")));
        yield return Harmless("M9", "combining accent", "filename*=utf-8''" + Mime.Percent(Encoding.UTF8.GetBytes("invoice.exe\u0301")));
        // No system runs this one either, but nobody turns letters round for another reason than to deceive, and what people see is a reading, too.
        yield return In("M9", "program only as shown, document in truth", ext => $"filename*=utf-8''{Mime.Percent(Encoding.UTF8.GetBytes($"invoice\u202E{new string([.. ext.Reverse()])}.doc"))}");
    }

    private static IEnumerable<Trick> Extensions()
    {
        yield return In("M10", "double extension", ext => $"filename=\"invoice.pdf.{ext}\"");
        yield return In("M10", "200 blanks before the extension", ext => $"filename=\"invoice.pdf{new string(' ', 200)}.{ext}\"");
        yield return In("M10", "300 characters", ext => $"filename=\"{new string('a', 300)}.{ext}\"");
        yield return In("M10", "300 characters, encoded", ext => $"filename*=utf-8''{Mime.Percent(Encoding.UTF8.GetBytes(new string('ř', 300) + "." + ext))}");
        yield return In("M10", "5,000 characters", ext => $"filename=\"{new string('a', 5000)}.{ext}\"");
        yield return In("M10", "nothing before the dot", ext => $"filename=\".{ext}\"");
        yield return In("M10", "dots before", ext => $"filename=\"...{ext}\"");
        yield return In("M10", "date before the extension", ext => $"filename=\"x.2026.{ext}\"");
        foreach (string listed in Listed)
        {
            foreach (Trick trick in Trick.ValueInBothFields("M10", "." + listed, ext => $"\"file.{(ext == "exe" ? listed : ext)}\"")) yield return trick;
            yield return In("M10", "." + listed + " in mixed case", ext => $"filename=\"FILE.{(ext == "exe" ? char.ToUpperInvariant(listed[0]) + listed[1..] : ext)}\"");
        }

        yield return Harmless("M10", "exe without a dot", "filename=\"exe\"");
        yield return Harmless("M10", "zip around", "filename=\"file.exe.zip\"");
        yield return Harmless("M10", "pdf last", "filename=\"www.shop.com.pdf\"");
        yield return Harmless("M10", "blank after the dot and more", "filename=\"about setup.exe and more\"");
        yield return new Trick("M10", "name of a web site", ext => Mime.WithPart(
            $"Content-Type: text/html\r\nContent-Disposition: attachment; filename=\"www.shop.{(ext == "exe" ? "com" : ext)}\"\r\n", "<p>shop</p>\r\n"));
        foreach (string other in NotListed) yield return Harmless("M11", "." + other, $"filename=\"file.{other}\"");
    }

    private static string Wide(string text) => string.Concat(text.Select(static letter => (char)(letter + 0xFEE0)));

    private static Trick In(string row, string variant, Func<string, string> parameter) => new(row, variant, ext => Mime.WithPart(
        $"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {parameter(ext)}\r\nContent-Transfer-Encoding: base64\r\n"));

    private static Trick Harmless(string row, string variant, string parameter) => In(row, variant, _ => parameter) with { BadWithExe = false };
}
