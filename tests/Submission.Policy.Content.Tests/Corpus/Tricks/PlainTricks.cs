namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Names that nothing hides but where they stand: M1 to M3.</summary>
internal static class PlainTricks
{
    public static IEnumerable<Trick> All() => [.. Plain(), .. Twice(), .. Folded()];

    private static IEnumerable<Trick> Plain()
    {
        foreach (Trick trick in Trick.ValueInBothFields("M1", "quoted", ext => $"\"invoice.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.ValueInBothFields("M1", "unquoted", ext => $"invoice.{ext}")) yield return trick;
        foreach (Trick trick in Trick.ValueInBothFields("M1", "upper case extension", ext => $"\"INVOICE.{ext.ToUpperInvariant()}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "upper case parameter", (key, ext) => $"{key.ToUpperInvariant()}=\"invoice.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "no blank after the semicolon", (key, ext) => $"x=y;{key}=\"invoice.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "empty parameters around", (key, ext) => $"; ;{key}=\"invoice.{ext}\";;")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "unknown parameter before", (key, ext) => $"x-unknown=\"1\"; {key}=\"invoice.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "unknown parameter without value before", (key, ext) => $"whatever; {key}=\"invoice.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "unknown parameter after", (key, ext) => $"{key}=\"invoice.{ext}\"; size=100")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M1", "after a broken parameter", (key, ext) => $"=; x=; {key}=\"invoice.{ext}\"")) yield return trick;

        yield return Fields("decoy in type, type first", ext => $"Content-Type: image/png; name=\"file.png\"\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n");
        yield return Fields("decoy in type, disposition first", ext => $"Content-Disposition: attachment; filename=\"file.{ext}\"\r\nContent-Type: image/png; name=\"file.png\"\r\n");
        yield return Fields("decoy in disposition, type first", ext => $"Content-Type: image/png; name=\"file.{ext}\"\r\nContent-Disposition: attachment; filename=\"file.png\"\r\n");
        yield return Fields("decoy in disposition, disposition first", ext => $"Content-Disposition: attachment; filename=\"file.png\"\r\nContent-Type: image/png; name=\"file.{ext}\"\r\n");
        yield return Fields("decoy in type, unknown parameter there", ext => $"Content-Type: image/png; x=y; name=\"file.png\"\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n");
        yield return Fields("decoy in disposition, unknown parameter there", ext => $"Content-Type: image/png; name=\"file.{ext}\"\r\nContent-Disposition: attachment; x=y; filename=\"file.png\"\r\n");
        yield return Fields("inline", ext => $"Content-Type: image/png\r\nContent-Disposition: inline; filename=\"file.{ext}\"\r\n");
        yield return Fields("unknown disposition", ext => $"Content-Type: image/png\r\nContent-Disposition: x-whatever; filename=\"file.{ext}\"\r\n");
        yield return Fields("disposition without its kind", ext => $"Content-Type: image/png\r\nContent-Disposition: filename=\"file.{ext}\"\r\n");
        yield return Fields("disposition with an empty kind", ext => $"Content-Type: image/png\r\nContent-Disposition: ; filename=\"file.{ext}\"\r\n");
        // Lenient readers look for the parameter's name in the value; so do Exim and many webmails.
        yield return Fields("blank in place of the semicolon", ext => $"Content-Type: image/png\r\nContent-Disposition: attachment filename=\"file.{ext}\"\r\n");
        yield return Fields("comma in place of the semicolon", ext => $"Content-Type: image/png\r\nContent-Disposition: attachment, filename=\"file.{ext}\"\r\n");
        yield return Fields("type without its kind", ext => $"Content-Type: ; name=\"file.{ext}\"\r\nContent-Disposition: attachment\r\n");
        yield return Fields("type without a slash", ext => $"Content-Type: file; name=\"file.{ext}\"\r\nContent-Disposition: attachment\r\n");
        yield return Fields("no disposition at all", ext => $"Content-Type: application/pdf; name=\"file.{ext}\"\r\n");
        yield return Fields("text part", ext => $"Content-Type: text/plain; charset=utf-8; name=\"file.{ext}\"\r\n");
        yield return Fields("upper case fields", ext => $"CONTENT-TYPE: IMAGE/PNG\r\nCONTENT-DISPOSITION: ATTACHMENT; FILENAME=\"FILE.{ext.ToUpperInvariant()}\"\r\n");
        yield return Fields("no blank after the colon", ext => $"Content-Type:image/png\r\nContent-Disposition:attachment;filename=file.{ext}\r\n");
        yield return new Trick("M1", "whole message is the attachment", ext => Mime.Whole(
            $"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.ProgramInBase64));
        yield return new Trick("M1", "whole message, name in the type", ext => Mime.Whole(
            $"Content-Type: application/octet-stream; name=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.ProgramInBase64));
        yield return new Trick("M1", "multipart itself has the name", ext => Mime.Whole(
            $"Content-Type: multipart/mixed; boundary=b1; name=\"file.{ext}\"\r\n", Mime.Multipart("b1", Mime.Text)));
        yield return new Trick("M1", "no MIME-Version", ext => Mime.Octets(
            $"From: a@example.cz\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n{Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))}"));
        yield return new Trick("M1", "odd MIME-Version", ext => Mime.Octets(
            $"From: a@example.cz\r\nMIME-Version: (made by hand) 0.9\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n{Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))}"));
    }

    private static IEnumerable<Trick> Twice()
    {
        foreach (Trick trick in Trick.InBothFields("M2", "two parameters, bad first", (key, ext) => $"{key}=\"file.{ext}\"; {key}=\"file.png\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M2", "two parameters, bad last", (key, ext) => $"{key}=\"file.png\"; {key}=\"file.{ext}\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M2", "three parameters, bad between", (key, ext) => $"{key}=\"file.png\"; {key}=file.{ext}; {key}=\"file.gif\"")) yield return trick;
        foreach (Trick trick in Trick.InBothFields("M2", "two parameters in two cases", (key, ext) => $"{key}=\"file.png\"; {key.ToUpperInvariant()}=\"file.{ext}\"")) yield return trick;

        yield return Two("two dispositions, bad first", ext => $"Content-Type: image/png\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\nContent-Disposition: attachment; filename=\"file.png\"\r\n");
        yield return Two("two dispositions, bad last", ext => $"Content-Type: image/png\r\nContent-Disposition: attachment; filename=\"file.png\"\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n");
        yield return Two("two types, bad first", ext => $"Content-Type: image/png; name=\"file.{ext}\"\r\nContent-Type: image/png; name=\"file.png\"\r\n");
        yield return Two("two types, bad last", ext => $"Content-Type: image/png; name=\"file.png\"\r\nContent-Type: image/png; name=\"file.{ext}\"\r\n");
        yield return Two("three types, bad between", ext => $"Content-Type: image/png\r\nContent-Type: image/png; name=\"file.{ext}\"\r\nContent-Type: image/gif\r\n");
        yield return Two("two dispositions, the first without a name", ext => $"Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-Disposition: attachment; filename=\"file.{ext}\"\r\n");
        // Exim and several filters read both parameters in both fields.
        yield return Two("name in the disposition", ext => $"Content-Type: image/png\r\nContent-Disposition: attachment; name=\"file.{ext}\"\r\n");
        yield return Two("filename in the type", ext => $"Content-Type: image/png; filename=\"file.{ext}\"\r\nContent-Disposition: attachment\r\n");
    }

    private static IEnumerable<Trick> Folded()
    {
        (string Variant, Func<string, string, string> Parameters)[] forms =
        [
            ("fold before the name", (key, ext) => $"\r\n {key}=\"file.{ext}\""),
            ("fold by tab before the name", (key, ext) => $"\r\n\t{key}=\"file.{ext}\""),
            ("fold after the name", (key, ext) => $"{key}\r\n =\"file.{ext}\""),
            ("fold after the equals sign", (key, ext) => $"{key}=\r\n \"file.{ext}\""),
            ("fold after the equals sign, unquoted", (key, ext) => $"{key}=\r\n file.{ext}"),
            ("two folds", (key, ext) => $"\r\n {key}\r\n =\r\n \"file.{ext}\"\r\n ; x=y"),
            ("double fold with a line of blanks", (key, ext) => $"\r\n \r\n {key}=\"file.{ext}\""),
            ("line of blanks after the equals sign", (key, ext) => $"{key}=\r\n \r\n \"file.{ext}\""),
            ("line of tabs before the name", (key, ext) => $"x=y;\r\n\t\t\r\n\t{key}=\"file.{ext}\""),
            ("fold after the value", (key, ext) => $"{key}=\"file.{ext}\"\r\n ; x=y"),
            ("blanks around the equals sign", (key, ext) => $"{key} = \"file.{ext}\""),
            ("blanks around the equals sign, unquoted", (key, ext) => $"{key}  =  file.{ext}  ; x=y"),
            ("tabs around the equals sign", (key, ext) => $"{key}\t=\t\"file.{ext}\""),
            ("fold inside the quotes", (key, ext) => $"{key}=\"my\r\n file.{ext}\""),
            ("fold before the dot", (key, ext) => $"{key}=\"file\r\n .{ext}\""),
            // Programs that fold long names by CR LF TAB wherever they like expect the reader to drop all three.
            ("fold by tab within the extension", (key, ext) => $"{key}=\"file.{ext[..2]}\r\n\t{ext[2..]}\""),
            ("100 folds", (key, ext) => string.Concat(Enumerable.Repeat("\r\n ", 100)) + $"{key}=\"file.{ext}\""),
        ];
        foreach ((string variant, Func<string, string, string> parameters) in forms)
        {
            foreach (Trick trick in Trick.InBothFields("M3", variant, parameters)) yield return trick;
        }

        yield return new Trick("M3", "fold after the colon", ext => Mime.WithPart(
            $"Content-Type:\r\n application/octet-stream\r\nContent-Disposition:\r\n attachment;\r\n filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M3", "line of blanks after the colon", ext => Mime.WithPart(
            $"Content-Type: application/octet-stream\r\nContent-Disposition:\r\n \r\n attachment; filename=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick("M3", "line feeds alone", ext => Mime.WithPart(
            $"Content-Type: application/octet-stream\nContent-Disposition: attachment;\n filename=\"file.{ext}\"\nContent-Transfer-Encoding: base64\n"));
    }

    private static Trick Fields(string variant, Func<string, string> header) =>
        new("M1", variant, ext => Mime.WithPart(header(ext) + "Content-Transfer-Encoding: base64\r\n"));

    private static Trick Two(string variant, Func<string, string> header) =>
        new("M2", variant, ext => Mime.WithPart(header(ext) + "Content-Transfer-Encoding: base64\r\n"));
}
