namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Boundaries in every way but the usual one: M15, and what stands before, between and after the parts: M24.</summary>
internal static class BoundaryTricks
{
    public static IEnumerable<Trick> All() => [.. Parameters(), .. Types(), .. Delimiters(), .. Nested(), .. Around()];

    private static string Body(string boundary, string ext) => Mime.Multipart(boundary, Mime.Text, Mime.Attachment("file." + ext));

    private static Trick Message(string variant, string header, string boundary) => new("M15", variant, ext => Mime.Whole(header, Body(boundary, ext)));

    private static IEnumerable<Trick> Parameters()
    {
        (string Variant, string Parameter, string Boundary)[] forms =
        [
            ("unquoted", "boundary=b1", "b1"),
            ("upper case", "BOUNDARY=\"B1\"", "B1"),
            ("missing", "charset=us-ascii", "b1"),
            ("missing value", "boundary", "b1"),
            ("empty", "boundary=\"\"", ""),
            ("empty value, another in use", "boundary=", "b1"),
            ("quote never closed", "boundary=\"b1", "b1"),
            ("quote at the end", "boundary=b1\"", "b1"),
            ("quote at the end, in use with it", "boundary=b1\"", "b1\""),
            ("quoted half", "boundary=\"b1\"x2", "b1"),
            ("quoted half, in use whole", "boundary=\"b1\"x2", "b1x2"),
            ("quoted second half", "boundary=b1\"x2\"", "b1x2"),
            ("escaped", "boundary=\"b\\1\"", "b1"),
            ("escaped, in use as written", "boundary=\"b\\1\"", "b\\1"),
            ("escaped quote", "boundary=\"b\\\"1\"", "b\"1"),
            ("single quotes", "boundary='b1'", "'b1'"),
            ("single quotes, in use without", "boundary='b1'", "b1"),
            ("encoded after RFC 2231", "boundary*=us-ascii''b%31", "b1"),
            ("encoded after RFC 2231, in use as written", "boundary*=us-ascii''b%31", "us-ascii''b%31"),
            ("sections", "boundary*0=\"b1\"; boundary*1=\"x2\"", "b1x2"),
            ("sections, reversed", "boundary*1=\"x2\"; boundary*0=\"b1\"", "b1x2"),
            ("plain and encoded, the plain in use", "boundary=\"b1\"; boundary*=us-ascii''b2", "b1"),
            ("plain and encoded, the encoded in use", "boundary=\"b1\"; boundary*=us-ascii''b2", "b2"),
            ("encoded word", "boundary=\"=?us-ascii?Q?b1?=\"", "b1"),
            ("encoded word, in use as written", "boundary=\"=?us-ascii?Q?b1?=\"", "=?us-ascii?Q?b1?="),
            ("two, the first in use", "boundary=\"b1\"; boundary=\"b2\"", "b1"),
            ("two, the second in use", "boundary=\"b1\"; boundary=\"b2\"", "b2"),
            ("blank within", "boundary=\"b 1\"", "b 1"),
            ("blank within, unquoted", "boundary=b 1", "b 1"),
            ("blank within, unquoted, the first word in use", "boundary=b 1", "b"),
            ("blank at the end, in use without", "boundary=\"b1 \"", "b1"),
            ("blank at the start", "boundary=\" b1\"", " b1"),
            ("blank at the start, in use without", "boundary=\" b1\"", "b1"),
            ("blanks around the equals sign", "boundary = \"b1\"", "b1"),
            ("fold before the value", "boundary=\r\n \"b1\"", "b1"),
            ("fold before the name", "\r\n\tboundary=\"b1\"", "b1"),
            ("fold within the quotes", "boundary=\"b1\r\n x2\"", "b1 x2"),
            ("comment before the value", "boundary=(hello)b1", "b1"),
            ("comment after the value", "boundary=b1(hello)", "b1"),
            ("comment after the value, in use whole", "boundary=b1(hello)", "b1(hello)"),
            ("comment after the name", "boundary(hello)=b1", "b1"),
            ("semicolon in the quotes", "boundary=\"b1;x2\"", "b1;x2"),
            ("semicolon unquoted", "boundary=b1;x2", "b1"),
            ("all special letters", "boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"),
            ("special letters unquoted", "boundary=----=_Part:1?2/3", "----=_Part:1?2/3"),
            ("8-bit letters", "boundary=\"b\xF8\xED1\"", "b\xF8\xED1"),
            ("70 characters", $"boundary=\"{new string('b', 70)}\"", new string('b', 70)),
            ("200 characters", $"boundary=\"{new string('b', 200)}\"", new string('b', 200)),
            ("dashes at the end", "boundary=\"b1--\"", "b1--"),
            ("dashes alone", "boundary=\"--\"", "--"),
            ("tab after the value", "boundary=b1\t", "b1"),
            ("NUL after the value", "boundary=b1\0", "b1"),
            ("after an empty parameter", "; boundary=b1", "b1"),
            ("after a broken parameter", "=x; boundary=b1", "b1"),
            ("after a quote never closed", "x=\"y; boundary=b1", "b1"),
            ("after another parameter", "type=\"text/html\"; charset=utf-8; boundary=b1", "b1"),
            ("comma after the value", "boundary=b1, x=y", "b1"),
        ];
        // RFC 2046 allows 70 characters: whoever refuses such a message whatever it holds refuses nothing ordinary.
        yield return Message("boundary: 2,500 characters", $"Content-Type: multipart/mixed; boundary=\"{new string('b', 2500)}\"\r\n", new string('b', 2500)) with { BadWithPdf = null };
        foreach ((string variant, string parameter, string boundary) in forms)
        {
            yield return Message("boundary: " + variant, $"Content-Type: multipart/mixed; {parameter}\r\n", boundary);
        }
    }

    private static IEnumerable<Trick> Types()
    {
        (string Variant, string Type)[] forms =
        [
            ("mixed case", "mULtiPaRt/MiXeD; boundary=b1"),
            ("unknown subtype", "multipart/x-whatever; boundary=b1"),
            ("empty subtype", "multipart/; boundary=b1"),
            ("no slash", "multipart; boundary=b1"),
            ("blank in place of the slash", "multipart mixed; boundary=b1"),
            ("blanks around the slash", "multipart / mixed; boundary=b1"),
            ("comment before the slash", "multipart(hello)/mixed; boundary=b1"),
            ("quoted", "\"multipart/mixed\"; boundary=b1"),
            ("no semicolon", "multipart/mixed boundary=b1"),
            ("comma for the semicolon", "multipart/mixed, boundary=b1"),
            ("x-multipart", "x-multipart/mixed; boundary=b1"),
            ("semicolon first", "; multipart/mixed; boundary=b1"),
            ("two slashes", "multipart/mixed/more; boundary=b1"),
            ("fold before the slash", "multipart\r\n /mixed; boundary=b1"),
        ];
        foreach ((string variant, string type) in forms)
        {
            yield return Message("type: " + variant, $"Content-Type: {type}\r\n", "b1");
        }

        yield return Message("field: after a junk line", "this is no field\r\nContent-Type: multipart/mixed; boundary=b1\r\n", "b1");
        yield return Message("field: line of blanks within", "Content-Type: multipart/mixed;\r\n \r\n boundary=b1\r\n", "b1");
        yield return Message("field: unfolded without a blank", "Content-Type: multipart/mixed;\r\nboundary=b1\r\n", "b1");
    }

    private static IEnumerable<Trick> Delimiters()
    {
        const string header = "Content-Type: multipart/mixed; boundary=\"b1\"\r\n";
        string File(string ext) => Mime.Attachment("file." + ext);
        (string Variant, Func<string, string> Body)[] forms =
        [
            ("no end", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r\n{File(ext)}"),
            ("no end and no line end", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r\nContent-Disposition: attachment; filename=\"file.{ext}\""),
            ("blanks after", ext => $"--b1  \r\n{Mime.Text}\r\n--b1 \t\r\n{File(ext)}\r\n--b1--  \r\n"),
            // RFC 2046, section 5.1.1: a line that starts with the boundary is a delimiter, whatever follows.
            ("text after", ext => $"--b1\r\n{Mime.Text}\r\n--b1 and more\r\n{File(ext)}\r\n--b1--\r\n"),
            ("letters after", ext => $"--b1\r\n{Mime.Text}\r\n--b1more\r\n{File(ext)}\r\n--b1--\r\n"),
            ("one dash after", ext => $"--b1\r\n{Mime.Text}\r\n--b1-\r\n{File(ext)}\r\n--b1--\r\n"),
            ("line feeds alone", ext => $"--b1\n{Mime.Text}\n--b1\n{File(ext)}\n--b1--\n"),
            ("carriage return alone before", ext => $"--b1\r\n{Mime.Text}\r--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("carriage return alone after", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r{File(ext)}\r\n--b1--\r\n"),
            ("no empty line before", ext => $"--b1\r\n{Mime.Text}--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("within the header of a part", ext => $"--b1\r\nContent-Type: text/plain\r\n--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("twice", ext => $"--b1\r\n--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("end first", ext => $"--b1--\r\n--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("end between", ext => $"--b1\r\n{Mime.Text}\r\n--b1--\r\n--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("end right before the file", ext => $"--b1\r\n{Mime.Text}\r\n--b1--\r\n{File(ext)}\r\n--b1--\r\n"),
            ("empty header of a part", ext => $"--b1\r\n\r\nSee the file.\r\n--b1\r\n{File(ext)}\r\n--b1--\r\n"),
            ("no body of the file", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n--b1--\r\n"),
            ("nothing after the header of the file", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n"),
            ("only part, not closed", ext => $"--b1\r\n{File(ext)}"),
            ("empty line at the start of the part's header", ext => $"--b1\r\n{Mime.Text}\r\n--b1\r\n \r\n{File(ext)}\r\n--b1--\r\n"),
        ];
        foreach ((string variant, Func<string, string> body) in forms) yield return new Trick("M15", "delimiter: " + variant, ext => Mime.Whole(header, body(ext)));

        yield return new Trick("M15", "delimiter: no empty line after the message's header", ext => Mime.Octets(Mime.Envelope + header + Body("b1", ext)));
        yield return new Trick("M15", "delimiter: cut off within the name's line", ext => Mime.Whole(header, $"--b1\r\n{Mime.Text}\r\n--b1\r\nContent-Type: image/png; name=file.{ext}"));
    }

    private static IEnumerable<Trick> Nested()
    {
        string Inner(string boundary, string ext, bool closed = true)
        {
            string entity = Mime.MultipartEntity("mixed", boundary, Mime.Text, Mime.Attachment("file." + ext));
            return closed ? entity : entity[..^(boundary.Length + 6)];
        }

        yield return Two("inner starts like the outer", "b1", ext => Inner("b1x2", ext));
        yield return Two("outer starts like the inner", "b1x2", ext => Inner("b1", ext));
        yield return Two("inner is the outer", "b1", ext => Inner("b1", ext));
        yield return Two("inner not closed", "b1", ext => Inner("b2", ext, closed: false));
        yield return Two("inner not closed, starts like the outer", "b1", ext => Inner("b1x2", ext, closed: false));
        yield return Two("inner without a boundary parameter", "b1", ext => Inner("b2", ext).Replace("; boundary=\"b2\"", "", StringComparison.Ordinal));
        yield return Two("inner uses the outer's boundary", "b1", ext => $"Content-Type: multipart/mixed; boundary=\"b2\"\r\n\r\n--b1\r\n{Mime.Attachment("file." + ext)}");
        yield return new Trick("M15", "nested: outer not closed", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\n", $"--b1\r\n{Mime.Text}\r\n--b1\r\n{Inner("b2", ext)}"));
        yield return new Trick("M15", "nested: outer closed within the inner", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\n",
            $"--b1\r\nContent-Type: multipart/mixed; boundary=\"b2\"\r\n\r\n--b2\r\n{Mime.Text}\r\n--b1--\r\n--b2\r\n{Mime.Attachment("file." + ext)}\r\n--b2--\r\n"));
        yield return new Trick("M15", "nested: no empty line after the inner's header", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart("b1", Mime.Text, $"Content-Type: multipart/mixed; boundary=\"b2\"\r\n{Body("b2", ext)}")));
    }

    private static Trick Two(string variant, string outer, Func<string, string> inner) => new("M15", "nested: " + variant, ext => Mime.Whole(
        $"Content-Type: multipart/mixed; boundary=\"{outer}\"\r\n", Mime.Multipart(outer, Mime.Text, inner(ext))));

    private static IEnumerable<Trick> Around()
    {
        const string header = "Content-Type: multipart/mixed; boundary=\"b1\"\r\n";
        yield return new Trick("M24", "uuencode in the preamble", ext => Mime.Whole(header, TextTricks.Uuencoded("file." + ext) + "\r\n" + Mime.Multipart("b1", Mime.Text)));
        yield return new Trick("M24", "uuencode in the epilogue", ext => Mime.Whole(header, Mime.Multipart("b1", Mime.Text) + "\r\n" + TextTricks.Uuencoded("file." + ext)));
        yield return new Trick("M24", "part after the end", ext => Mime.Whole(header, Mime.Multipart("b1", Mime.Text) + Mime.Multipart("b1", Mime.Attachment("file." + ext))));
        yield return new Trick("M24", "part after the end of the inner", ext => Mime.WithEntity(
            Mime.MultipartEntity("mixed", "b2", Mime.Text) + Mime.Multipart("b2", Mime.Attachment("file." + ext))));
        yield return new Trick("M24", "long preamble", ext => Mime.Whole(header, string.Concat(Enumerable.Repeat("This is a multi-part message.\r\n", 500)) + Body("b1", ext)));
        yield return new Trick("M24", "long epilogue", ext => Mime.Whole(header, Body("b1", ext) + string.Concat(Enumerable.Repeat("The end.\r\n", 500))));
        yield return Trick.Harmless("M24", "prose about a file in the preamble", ext => Mime.Whole(header, $"Your client should show file.{ext} here.\r\n" + Mime.Multipart("b1", Mime.Text)));
        yield return Trick.Harmless("M24", "prose about a file in the epilogue", ext => Mime.Whole(header, Mime.Multipart("b1", Mime.Text) + $"begin 644 file.{ext}\r\nthat was all.\r\n"));
    }
}
