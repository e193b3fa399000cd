namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Quotes, escapes and comments: M4 and M5.</summary>
internal static class QuotingTricks
{
    public static IEnumerable<Trick> All() => [.. Quotes(), .. Comments()];

    private static IEnumerable<Trick> Quotes()
    {
        (string Variant, Func<string, string> Value)[] forms =
        [
            ("quoted stem", ext => $"\"file\".{ext}"),
            ("quoted stem and a quote at the end", ext => $"\"file\".{ext}\""),
            ("quote in the middle", ext => $"file\".{ext}"),
            ("quote at the end", ext => $"file.{ext}\""),
            ("quote never closed", ext => $"\"file.{ext}"),
            ("quote never closed, parameter after", ext => $"\"file.{ext}; size=10"),
            ("empty quotes before", ext => $"\"\"file.{ext}"),
            ("doubled quotes", ext => $"\"\"file.{ext}\"\""),
            ("quoted extension", ext => $"file.\"{ext}\""),
            ("quoted dot", ext => $"file\".\"{ext}"),
            ("two quoted halves", ext => $"\"file.\"\"{ext}\""),
            ("single quotes", ext => $"'file.{ext}'"),
            ("single quotes in quotes", ext => $"\"'file.{ext}'\""),
            ("single quotes around the stem", ext => $"'file'.{ext}"),
            ("escaped quote in quotes", ext => $"\"file\\\".{ext}\""),
            ("escaped quote before the name", ext => $"\"\\\"file.{ext}\""),
            ("escaped quotes around", ext => $"\"\\\"file.{ext}\\\"\""),
            ("escaped quote unquoted", ext => $"file\\\".{ext}"),
            ("escaped letters of the extension", ext => $"\"file.{string.Concat(ext.Select(static letter => "\\" + letter))}\""),
            ("escaped dot", ext => $"\"file\\.{ext}\""),
            ("escape at the end of the quotes", ext => $"\"file.{ext}\\\""),
            ("semicolon in quotes", ext => $"\"file;.{ext}\""),
            ("escaped semicolon in quotes", ext => $"\"file\\;.{ext}\""),
            ("semicolon unquoted", ext => $"file;.{ext}"),
            ("escaped semicolon unquoted", ext => $"file\\;.{ext}"),
            ("parameter look-alike in quotes", ext => $"\"file.png; filename=x.gif; .{ext}\""),
            ("equals sign in quotes", ext => $"\"a=b.{ext}\""),
            ("blanks unquoted", ext => $"my holiday file.{ext}"),
            ("blanks unquoted, parameter after", ext => $"my holiday file.{ext}; size=10"),
            ("blanks inside the quotes", ext => $"\"  file.{ext}  \""),
            // To the letter another extension, but whoever pastes quotes of this kind means quotes, and some programs that save files drop them.
            ("typographic quotes", ext => Mime.Utf8($"“file.{ext}”")),
            ("brackets unquoted", ext => $"[1]file<2>@3.{ext}"),
            ("comma unquoted", ext => $"a,b.{ext}"),
        ];
        foreach ((string variant, Func<string, string> value) in forms)
        {
            foreach (Trick trick in Trick.ValueInBothFields("M4", variant, value)) yield return trick;
        }

        // The quote of the type runs over its line end: the reader that stops there and the one that does not both come upon the name.
        yield return new Trick("M4", "quote of the type swallows the line", ext => Mime.WithPart(
            $"Content-Type: image/png; name=\"file.png\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M4", "quote of another parameter swallows the name", ext => Mime.WithPart(
            $"Content-Type: image/png\r\nContent-Disposition: attachment; x=\"y; filename=file.{ext}\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M4", "stray quote before the semicolon", ext => Mime.WithPart(
            $"Content-Type: image/png\r\nContent-Disposition: attachment\"; filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M4", "quoted kind", ext => Mime.WithPart(
            $"Content-Type: \"image/png\"; \"name\"=\"file.{ext}\"\r\nContent-Disposition: \"attachment\"\r\nContent-Transfer-Encoding: base64\r\n"));
    }

    private static IEnumerable<Trick> Comments()
    {
        (string Variant, Func<string, string, string> Parameters)[] forms =
        [
            ("comment after the name", (key, ext) => $"{key}()=\"file.{ext}\""),
            ("comment within the name", (key, ext) => $"{key[..2]}(){key[2..]}=\"file.{ext}\""),
            ("comment before the name", (key, ext) => $"(hello) {key}=\"file.{ext}\""),
            ("comment before the value", (key, ext) => $"{key}=(hello)file.{ext}"),
            ("comment before the quotes", (key, ext) => $"{key}= (hello) \"file.{ext}\""),
            ("comment after the quotes", (key, ext) => $"{key}=\"file.{ext}\" (hello)"),
            ("comment within the extension", (key, ext) => $"{key}=file.{ext[..1]}(){ext[1..]}"),
            ("comment with an extension after the value", (key, ext) => $"{key}=file.{ext}(.gif)"),
            ("empty comment after the value", (key, ext) => $"{key}=file.{ext}()"),
            ("comment after the value and a parameter", (key, ext) => $"{key}=file.{ext} (hello); x=y"),
            ("nested comments", (key, ext) => $"(a(b(c)d)e){key}(a(b)c)=(a(b)c)\"file.{ext}\"(a(b)c)"),
            ("comment with a quote", (key, ext) => $"(\") {key}=\"file.{ext}\""),
            ("comment with an escaped parenthesis", (key, ext) => $"(\\)) {key}=\"file.{ext}\""),
            ("comment with a decoy parameter", (key, ext) => $"({key}=\"file.png\"; ) {key}=\"file.{ext}\""),
            ("comment with a semicolon", (key, ext) => $"(;) {key}=\"file.{ext}\""),
            ("comment never closed after the value", (key, ext) => $"{key}=\"file.{ext}\" (hello"),
            ("comment never closed before the name", (key, ext) => $"(hello; {key}=\"file.{ext}\""),
            ("folded comment", (key, ext) => $"(hel\r\n lo) {key}=\"file.{ext}\""),
            ("parentheses in quotes", (key, ext) => $"{key}=\"file(1).{ext}\""),
            ("comment form inside the quotes", (key, ext) => $"{key}=\"file (copy).{ext}\""),
            ("unbalanced parenthesis in quotes", (key, ext) => $"{key}=\"file).{ext}\""),
        ];
        foreach ((string variant, Func<string, string, string> parameters) in forms)
        {
            foreach (Trick trick in Trick.InBothFields("M5", variant, parameters)) yield return trick;
        }

        yield return new Trick("M5", "comment before the kind", ext => Mime.WithPart(
            $"Content-Type: (hello) image/png\r\nContent-Disposition: (hello) attachment (world); filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M5", "comment within the type", ext => Mime.WithPart(
            $"Content-Type: image(hello)/(world)png (!); name=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
    }
}
