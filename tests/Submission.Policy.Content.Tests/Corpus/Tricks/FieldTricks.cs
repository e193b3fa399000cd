namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Other fields with names, fields that contradict each other, fields that hide: M12, M13, M16.</summary>
internal static class FieldTricks
{
    public static IEnumerable<Trick> All() => [.. Others(), .. Conflicting(), .. Hidden()];

    private static IEnumerable<Trick> Others()
    {
        yield return Part("M12", "location", ext => $"Content-Type: application/octet-stream\r\nContent-Location: file.{ext}\r\n");
        yield return Part("M12", "location, quoted", ext => $"Content-Type: application/octet-stream\r\nContent-Location: \"file.{ext}\"\r\n");
        yield return Part("M12", "location with a path", ext => $"Content-Type: application/octet-stream\r\nContent-Location: http://www.example.cz/files/file.{ext}\r\n");
        yield return Part("M12", "location of a file", ext => $"Content-Type: application/octet-stream\r\nContent-Location: file:///C:/temp/file.{ext}\r\n");
        yield return Part("M12", "location, percent-encoded", ext => $"Content-Type: application/octet-stream\r\nContent-Location: http://www.example.cz/file%2E{ext}\r\n");
        yield return Part("M12", "location, folded", ext => $"Content-Type: application/octet-stream\r\nContent-Location:\r\n http://www.example.cz/files/\r\n file.{ext}\r\n");
        yield return Part("M12", "location, encoded word", ext => $"Content-Type: application/octet-stream\r\nContent-Location: =?utf-8?Q?file=2E{ext}?=\r\n");
        yield return HarmlessPart("M12", "location of a site, not a file", ext => $"Content-Type: text/html\r\nContent-Location: http://www.shop.{(ext == "exe" ? "com" : ext)}\r\n");
        yield return HarmlessPart("M12", "location of a site with a slash", ext => $"Content-Type: text/html\r\nContent-Location: https://www.shop.{(ext == "exe" ? "com" : ext)}/\r\n");
        yield return HarmlessPart("M12", "location of a site with a port", ext => $"Content-Type: text/html\r\nContent-Location: https://www.shop.{(ext == "exe" ? "com" : ext)}:8080\r\n");
        yield return HarmlessPart("M12", "type of a program without a name", _ => "Content-Type: application/x-msdownload\r\n");
        yield return HarmlessPart("M12", "type of a short cut without a name", _ => "Content-Type: application/x-ms-shortcut\r\n");
        // Prose stands in a description; a client that makes a file name of it is not known, and people write about setup.exe.
        yield return HarmlessPart("M12", "description", ext => $"Content-Type: application/octet-stream\r\nContent-Description: file.{ext}\r\n");
        yield return HarmlessPart("M12", "content id", ext => $"Content-Type: application/octet-stream\r\nContent-ID: <file.{ext}>\r\n");
        yield return HarmlessPart("M12", "content id of a site", _ => "Content-Type: image/png\r\nContent-ID: <image001.png@www.shop.com>\r\n");
        yield return Trick.Harmless("M12", "subject", ext => Mime.Octets($"From: a@example.cz\r\nSubject: file.{ext}\r\nContent-Type: text/plain\r\n\r\nSee the subject.\r\n"));
        yield return Trick.Harmless("M12", "other field of the message", ext => Mime.Whole($"X-Attachment: filename=\"file.{ext}\"\r\nComments: name=file.{ext}\r\n", "Nothing here.\r\n"));
    }

    private static IEnumerable<Trick> Conflicting()
    {
        const string multi = "Content-Type: multipart/mixed; boundary=\"b1\"\r\n";
        const string text = "Content-Type: text/plain; charset=us-ascii\r\n";
        string Body(string ext) => Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext));
        yield return new Trick("M13", "text, then multipart", ext => Mime.Whole(text + multi, Body(ext)));
        yield return new Trick("M13", "multipart, then text", ext => Mime.Whole(multi + text, Body(ext)));
        yield return new Trick("M13", "text, then multipart, in a part", ext => Mime.WithPart(text + multi, Body(ext)));
        yield return new Trick("M13", "multipart, then text, in a part", ext => Mime.WithPart(multi + text, Body(ext)));
        yield return new Trick("M13", "message, then octets", ext => Mime.WithPart("Content-Type: message/rfc822\r\nContent-Type: application/octet-stream\r\n", Mime.MessageText("file." + ext)));
        yield return new Trick("M13", "octets, then message", ext => Mime.WithPart("Content-Type: application/octet-stream\r\nContent-Type: message/rfc822\r\n", Mime.MessageText("file." + ext)));
        yield return new Trick("M13", "two boundaries, the first in use", ext => Mime.Whole(multi + "Content-Type: multipart/mixed; boundary=\"b2\"\r\n", Body(ext)));
        yield return new Trick("M13", "two boundaries, the second in use", ext => Mime.Whole("Content-Type: multipart/mixed; boundary=\"b2\"\r\n" + multi, Body(ext)));
        yield return new Trick("M13", "two boundaries, both in use", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b2\"\r\n" + multi, Mime.Multipart("b2", Mime.Text, Mime.Attachment("file.png")) + Body(ext)));
        yield return new Trick("M13", "7bit, then base64", ext => Mime.WithPart(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.MessageText("file." + ext))));
        yield return new Trick("M13", "base64, then 7bit", ext => Mime.WithPart(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n", Mime.Base64(Mime.MessageText("file." + ext))));
        yield return new Trick("M13", "base64, then 7bit, plain in truth", ext => Mime.WithPart(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n", Mime.MessageText("file." + ext)));
        yield return new Trick("M13", "base64, then quoted-printable", ext => Mime.WithPart(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: quoted-printable\r\n", Mime.QuotedPrintable(Mime.MessageText("file." + ext))));
        yield return new Trick("M13", "quoted-printable, then base64", ext => Mime.WithPart(
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(TextTricks.Uuencoded("file." + ext))));
        yield return new Trick("M13", "type with another case twice", ext => Mime.Whole("Content-Type: text/plain\r\ncontent-type: multipart/mixed; boundary=\"b1\"\r\n", Body(ext)));
        yield return new Trick("M13", "multipart type on the second line of a folded text type", ext => Mime.Whole("Content-Type: text/plain;\r\n x=y\r\n" + multi, Body(ext)));
    }

    private static IEnumerable<Trick> Hidden()
    {
        const string type = "Content-Type: application/octet-stream\r\n";
        const string coding = "Content-Transfer-Encoding: base64\r\n";
        string Name(string ext) => $"Content-Disposition: attachment; filename=\"file.{ext}\"\r\n";
        (string Variant, Func<string, string> Header)[] forms =
        [
            ("blank before the first field", ext => " " + Name(ext) + type + coding),
            ("tab before the first field", ext => "\t" + Name(ext) + type + coding),
            ("line of a blank first", ext => " \r\n" + Name(ext) + type + coding),
            ("line of a blank between", ext => type + " \r\n" + Name(ext) + coding),
            ("line of a tab between", ext => type + "\t\r\n" + Name(ext) + coding),
            ("blank before the colon", ext => type + Name(ext).Replace("Disposition:", "Disposition :", StringComparison.Ordinal) + coding),
            ("tab before the colon", ext => type + Name(ext).Replace("Disposition:", "Disposition\t:", StringComparison.Ordinal) + coding),
            ("two colons", ext => type + Name(ext).Replace("Disposition:", "Disposition::", StringComparison.Ordinal) + coding),
            ("fold before the colon", ext => type + Name(ext).Replace("Disposition:", "Disposition\r\n :", StringComparison.Ordinal) + coding),
            ("carriage return alone before", ext => type.TrimEnd('\n') + Name(ext) + coding),
            ("carriage return alone after", ext => type + Name(ext).TrimEnd('\n') + coding),
            ("line feed alone before", ext => type.Replace("\r", "", StringComparison.Ordinal) + Name(ext) + coding),
            ("two carriage returns", ext => type.Replace("\r", "\r\r", StringComparison.Ordinal) + Name(ext) + coding),
            ("junk line before", ext => "this is no field\r\n" + Name(ext) + type + coding),
            ("junk line between", ext => type + "this is no field\r\n" + Name(ext) + coding),
            ("junk line of 8-bit letters", ext => type + "\xF8\xED\xE8\xFF\r\n" + Name(ext) + coding),
            ("field with 8-bit letters before", ext => type + "X-\xF8\xED: \xE8\r\n" + Name(ext) + coding),
            ("field without a name before", ext => type + ": nothing\r\n" + Name(ext) + coding),
            ("line of a colon", ext => type + ":\r\n" + Name(ext) + coding),
            ("vertical tab before", ext => type + "\v" + Name(ext) + coding),
            ("form feed before", ext => type + "\f" + Name(ext) + coding),
            ("From line before", ext => "From nobody Tue Nov 24 09:15:00 2026\r\n" + type + Name(ext) + coding),
            ("escaped From line before", ext => ">From nobody Tue Nov 24 09:15:00 2026\r\n" + type + Name(ext) + coding),
            ("long field before", ext => type + "X-Long: " + new string('a', 20_000) + "\r\n" + Name(ext) + coding),
            ("500 fields before", ext => type + string.Concat(Enumerable.Range(0, 500).Select(number => $"X-{number}: y\r\n")) + Name(ext) + coding),
            ("byte order mark before", ext => "\xEF\xBB\xBF" + Name(ext) + type + coding),
            ("blank within the value's start", ext => type + Name(ext).Replace("attachment", "attach ment", StringComparison.Ordinal) + coding),
            ("empty first disposition line", ext => type + Name(ext).Replace(" attachment", "\r\n attachment", StringComparison.Ordinal) + coding),
            ("field cut by a line of dashes", ext => type + "--\r\n" + Name(ext) + coding),
        ];
        foreach ((string variant, Func<string, string> header) in forms)
        {
            yield return new Trick("M16", variant + ", in a part", ext => Mime.WithPart(header(ext)));
        }

        const string multi = "Content-Type: multipart/mixed; boundary=\"b1\"\r\n";
        (string Variant, string Header)[] tops =
        [
            ("blank before the colon", "Content-Type : multipart/mixed; boundary=\"b1\"\r\n"),
            ("two colons", "Content-Type:: multipart/mixed; boundary=\"b1\"\r\n"),
            ("junk line before", "this is no field\r\n" + multi),
            ("line of a blank before", " \r\n" + multi),
            ("carriage return alone before", "X-Last: y\r" + multi),
            ("line feed alone before", "X-Last: y\n" + multi),
            ("vertical tab before", "\v" + multi),
            ("field without a name before", ": nothing\r\n" + multi),
        ];
        foreach ((string variant, string header) in tops)
        {
            yield return new Trick("M16", variant + ", type of the message", ext => Mime.Whole(header, Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))));
        }

        yield return new Trick("M16", "From line before the message", ext => Mime.Octets("From jana@example.cz Tue Nov 24 09:15:00 2026\r\n" + Mime.MessageText("file." + ext)));
        yield return new Trick("M16", "byte order mark before the message", ext => Mime.Octets("\xEF\xBB\xBF" + Mime.MessageText("file." + ext)));
        yield return new Trick("M16", "line ends of line feeds alone", ext => Mime.Octets(Mime.MessageText("file." + ext).Replace("\r", "", StringComparison.Ordinal)));
        yield return new Trick("M16", "line ends of carriage returns alone", ext => Mime.Octets(Mime.MessageText("file." + ext).Replace("\n", "", StringComparison.Ordinal)));
    }

    private static Trick Part(string row, string variant, Func<string, string> header) =>
        new(row, variant, ext => Mime.WithPart(header(ext) + "Content-Transfer-Encoding: base64\r\n"));

    private static Trick HarmlessPart(string row, string variant, Func<string, string> header) => Part(row, variant, header) with { BadWithExe = false };
}
