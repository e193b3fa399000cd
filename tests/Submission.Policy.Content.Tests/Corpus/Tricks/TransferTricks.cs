namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Transfer encodings that hide a whole message from whoever reads them strictly: M14.</summary>
internal static class TransferTricks
{
    public static IEnumerable<Trick> All() => [.. Fields(), .. Data(), .. Bodies()];

    private static IEnumerable<Trick> Fields()
    {
        (string Variant, string Field)[] base64 =
        [
            ("base64", "Content-Transfer-Encoding: base64\r\n"),
            ("upper case", "CONTENT-TRANSFER-ENCODING: BASE64\r\n"),
            ("x-base64", "Content-Transfer-Encoding: x-base64\r\n"),
            ("comment after", "Content-Transfer-Encoding: base64 (really)\r\n"),
            ("comment before", "Content-Transfer-Encoding: (really) base64\r\n"),
            ("quoted", "Content-Transfer-Encoding: \"base64\"\r\n"),
            ("quote before", "Content-Transfer-Encoding: \"base64\r\n"),
            ("semicolon after", "Content-Transfer-Encoding: base64;\r\n"),
            ("parameter after", "Content-Transfer-Encoding: base64; x=y\r\n"),
            ("comma and another", "Content-Transfer-Encoding: base64, 8bit\r\n"),
            ("another and a comma", "Content-Transfer-Encoding: 8bit, base64\r\n"),
            ("with quoted-printable", "Content-Transfer-Encoding: base64,quoted-printable\r\n"),
            ("word after", "Content-Transfer-Encoding: base64 and more\r\n"),
            ("folded", "Content-Transfer-Encoding:\r\n base64\r\n"),
            ("line of blanks", "Content-Transfer-Encoding:\r\n \r\n base64\r\n"),
            ("no blank", "Content-Transfer-Encoding:base64\r\n"),
            ("tabs", "Content-Transfer-Encoding:\t\tbase64\t\r\n"),
            ("blank before the colon", "Content-Transfer-Encoding : base64\r\n"),
            // Readers that compare no more than the length of the word they look for; mutt is one.
            ("dot after", "Content-Transfer-Encoding: base64.\r\n"),
            ("after an empty field", "Content-Transfer-Encoding:\r\nContent-Transfer-Encoding: base64\r\n"),
            ("before an unknown one", "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: x-none\r\n"),
        ];
        foreach ((string variant, string field) in base64)
        {
            yield return new Trick("M14", "field: " + variant, ext => Mime.WithPart("Content-Type: message/rfc822\r\n" + field, Mime.Base64(Mime.MessageText("file." + ext))));
        }

        (string Variant, string Field)[] plain =
        [
            ("none", ""),
            ("empty", "Content-Transfer-Encoding:\r\n"),
            ("unknown", "Content-Transfer-Encoding: x-unknown\r\n"),
            ("binary", "Content-Transfer-Encoding: binary\r\n"),
            ("7-bit", "Content-Transfer-Encoding: 7-bit\r\n"),
            // A client that cannot decode shows the body as it stands; several ignore the field for messages, as RFC 2046 lets only 7bit, 8bit and binary stand there.
            ("base64 without base64", "Content-Transfer-Encoding: base64\r\n"),
            ("quoted-printable without quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n"),
        ];
        foreach ((string variant, string field) in plain)
        {
            yield return new Trick("M14", "plain body, field: " + variant, ext => Mime.WithPart("Content-Type: message/rfc822\r\n" + field, Mime.MessageText("file." + ext)));
        }

        foreach (string field in (string[])["quoted-printable", "QUOTED-PRINTABLE", "quoted-printable (really)", "\"quoted-printable\"", "quoted-printable;", "x-quoted-printable", "quoted-printable, 7bit"])
        {
            yield return new Trick("M14", "field: " + field, ext => Mime.WithPart(
                $"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {field}\r\n", Mime.QuotedPrintable(Mime.MessageText("file." + ext))));
        }
    }

    private static IEnumerable<Trick> Data()
    {
        (string Variant, Func<string, string> Encode)[] forms =
        [
            ("lines of 3", raw => Mime.Base64(raw, 3)),
            ("lines of 5", raw => Mime.Base64(raw, 5)),
            ("one line", raw => Mime.Base64(raw, int.MaxValue)),
            ("line feeds alone", raw => Mime.Base64(raw).Replace("\r", "", StringComparison.Ordinal)),
            ("carriage returns alone", raw => Mime.Base64(raw).Replace("\n", "", StringComparison.Ordinal)),
            ("no padding", raw => Mime.Base64(Padded(raw)).TrimEnd('\r', '\n', '=') + "\r\n"),
            ("blanks between", raw => string.Join(' ', Mime.Base64(raw).Chunk(10).Select(static chunk => new string(chunk)))),
            ("vertical tabs between", raw => string.Join('\v', Mime.Base64(raw).Chunk(10).Select(static chunk => new string(chunk)))),
            ("NULs between", raw => string.Join('\0', Mime.Base64(raw).Chunk(10).Select(static chunk => new string(chunk)))),
            ("junk between", raw => string.Join('!', Mime.Base64(raw).Chunk(10).Select(static chunk => new string(chunk)))),
            ("8-bit junk between", raw => string.Join('\xFF', Mime.Base64(raw).Chunk(10).Select(static chunk => new string(chunk)))),
            ("empty lines between", raw => Mime.Base64(raw).Replace("\r\n", "\r\n\r\n", StringComparison.Ordinal)),
            ("empty lines first", raw => "\r\n\r\n\r\n" + Mime.Base64(raw)),
            ("junk line first", raw => "!!! ... !!!\r\n" + Mime.Base64(raw)),
            ("text after", raw => Mime.Base64(raw) + "-- \r\nJana Nova, example.cz\r\n"),
            ("two streams, each padded", raw => Mime.Base64(raw[..(raw.Length / 3 * 2 / 3 * 3 + 1)]) + Mime.Base64(raw[(raw.Length / 3 * 2 / 3 * 3 + 1)..])),
            ("padding after the first line", raw => Mime.Base64(raw[..55]) + Mime.Base64(raw[55..])),
            ("padding of three", raw => Mime.Base64(raw).TrimEnd('\r', '\n', '=') + "===\r\n"),
            ("padding first", raw => "====" + Mime.Base64(raw)),
        ];
        foreach ((string variant, Func<string, string> encode) in forms)
        {
            yield return new Trick("M14", "base64: " + variant, ext => Mime.WithPart(
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", encode(Mime.MessageText("file." + ext))));
        }

        (string Variant, Func<string, string> Encode)[] printable =
        [
            ("lower case", raw => Mime.QuotedPrintable(raw).ToLowerInvariant()),
            ("only the dot encoded", raw => raw.Replace("=", "=3D", StringComparison.Ordinal).Replace(".", "=2E", StringComparison.Ordinal)),
            ("soft line ends everywhere", raw => raw.Replace("=", "=3D", StringComparison.Ordinal).Replace(".", "=\r\n.", StringComparison.Ordinal)),
            ("blanks after soft line ends", raw => raw.Replace("=", "=3D", StringComparison.Ordinal).Replace(".", ".=  \r\n", StringComparison.Ordinal)),
            ("broken escapes", raw => raw.Replace("=", "=3D", StringComparison.Ordinal).Replace("Subject: ", "Subject: =ZZ =4 ", StringComparison.Ordinal)),
        ];
        foreach ((string variant, Func<string, string> encode) in printable)
        {
            yield return new Trick("M14", "quoted-printable: " + variant, ext => Mime.WithPart(
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n", encode(Mime.MessageText("file." + ext))));
        }
    }

    private static IEnumerable<Trick> Bodies()
    {
        yield return new Trick("M14", "multipart under base64, plain in truth", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))));
        // Forbidden by RFC 2045, and decoded by some clients.
        yield return new Trick("M14", "multipart under base64, encoded in truth", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext)))));
        yield return new Trick("M14", "multipart under quoted-printable, plain in truth", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\nContent-Transfer-Encoding: quoted-printable\r\n", Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))));
        yield return new Trick("M14", "multipart under quoted-printable, encoded in truth", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\nContent-Transfer-Encoding: quoted-printable\r\n", Mime.QuotedPrintable(Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext)))));
        yield return new Trick("M14", "multipart under an unknown encoding", ext => Mime.Whole(
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\nContent-Transfer-Encoding: x-zip\r\n", Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))));
        yield return new Trick("M14", "name beside an unknown encoding", ext => Mime.WithPart(
            $"Content-Type: application/octet-stream; name=\"file.{ext}\"\r\nContent-Transfer-Encoding: x-gzip64\r\n", "H4sIAAAAAAAAA3N0cgYAcbqH8AMAAAA=\r\n"));
        yield return new Trick("M14", "message under x-uuencode", ext => Mime.WithPart(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: x-uuencode\r\n", TextTricks.Uuencoded("message.eml", Mime.MessageText("file." + ext))));
        yield return new Trick("M14", "message under base64 in a message under base64", ext => Mime.WithPart("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(
            Mime.Raw(Mime.WithPart("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.MessageText("file." + ext)))))));
    }

    /// <summary>Lengthened so that its base64 needs padding.</summary>
    private static string Padded(string raw) => raw.Length % 3 == 0 ? raw + "\n" : raw;
}
