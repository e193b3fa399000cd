using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Messages and parts within parts: M17, and what cannot be seen or is not there: M18, M22, M23.</summary>
internal static class ContainerTricks
{
    public static IEnumerable<Trick> All() => [.. Messages(), .. Multiparts(), .. Deep(), .. Elsewhere(), .. Archives()];

    private static IEnumerable<Trick> Messages()
    {
        (string Variant, string Header, Func<string, string> Encode)[] forms =
        [
            ("message/rfc822", "Content-Type: message/rfc822\r\n", Same),
            ("message/rfc822, 8bit", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n", Same),
            ("message/rfc822, named and inline", "Content-Type: message/rfc822; name=\"Podklady.eml\"\r\nContent-Disposition: inline; filename=\"Podklady.eml\"\r\n", Same),
            ("message/rfc822, base64", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", raw => Mime.Base64(raw)),
            ("message/rfc822, quoted-printable", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n", Mime.QuotedPrintable),
            ("message/rfc822, upper case", "CONTENT-TYPE: MESSAGE/RFC822\r\n", Same),
            ("message/global", "Content-Type: message/global\r\n", Same),
            ("message/global, base64", "Content-Type: message/global\r\nContent-Transfer-Encoding: base64\r\n", raw => Mime.Base64(raw)),
            ("message/news", "Content-Type: message/news\r\n", Same),
            ("message/rfc822, empty line first", "Content-Type: message/rfc822\r\n", raw => "\r\n" + raw),
            ("message/rfc822, From line first", "Content-Type: message/rfc822\r\n", raw => "From jana@example.cz Tue Nov 24 09:15:00 2026\r\n" + raw),
            ("message/rfc822, escaped From line first", "Content-Type: message/rfc822\r\n", raw => ">From jana@example.cz Tue Nov 24 09:15:00 2026\r\n" + raw),
        ];
        foreach ((string variant, string header, Func<string, string> encode) in forms)
        {
            yield return new Trick("M17", variant, ext => Mime.WithPart(header, encode(Mime.MessageText("file." + ext))));
        }

        yield return new Trick("M17", "whole message is message/rfc822", ext => Mime.Whole("Content-Type: message/rfc822\r\n", Mime.MessageText("file." + ext)));
        yield return new Trick("M17", "message is the attachment itself", ext => Mime.WithPart("Content-Type: message/rfc822\r\n", Mime.Raw(Mime.Whole(
            $"Content-Type: application/octet-stream; name=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.ProgramInBase64))));
        yield return new Trick("M17", "message named as a program", ext => Mime.WithPart($"Content-Type: message/rfc822; name=\"file.{ext}\"\r\n", Mime.MessageText("file.png")));
        yield return new Trick("M17", "message in a message in a message", ext => Mime.Octets(Wrapped(Mime.MessageText("file." + ext), 3)));
        yield return new Trick("M17", "uuencode in a message", ext => Mime.WithPart("Content-Type: message/rfc822\r\n", Mime.Envelope + "\r\n" + TextTricks.Uuencoded("file." + ext)));
        yield return new Trick("M17", "report with the message", ext => Report("message/rfc822", Mime.MessageText("file." + ext)));
        yield return new Trick("M17", "report with another part", ext => Mime.Whole("Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", Mime.Text, "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.cz\r\n", Mime.Attachment("file." + ext))));
        yield return new Trick("M17", "digest, default type", ext => Mime.Whole("Content-Type: multipart/digest; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", "\r\n" + Mime.MessageText("file.png"), "\r\n" + Mime.MessageText("file." + ext))));
        yield return new Trick("M17", "digest, default type with another field", ext => Mime.Whole("Content-Type: multipart/digest; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", "Content-Description: first\r\n\r\n" + Mime.MessageText("file." + ext))));
        yield return new Trick("M17", "digest with a named part", ext => Mime.Whole("Content-Type: multipart/digest; boundary=\"b1\"\r\n", Mime.Multipart("b1", Mime.Attachment("file." + ext))));
    }

    private static IEnumerable<Trick> Multiparts()
    {
        foreach (string subtype in (string[])["alternative", "related", "parallel", "signed; micalg=sha-256; protocol=\"application/pkcs7-signature\"", "form-data", "byteranges", "x-mixed-replace", "encrypted; protocol=\"application/x-other\"", "header-set"])
        {
            yield return new Trick("M17", "multipart/" + subtype.Split(';')[0], ext => Mime.Whole(
                $"Content-Type: multipart/{subtype}; boundary=\"b1\"\r\n", Mime.Multipart("b1", Mime.Text, Mime.Attachment("file." + ext))));
        }

        yield return new Trick("M17", "mixed in alternative in related", ext => Mime.WithEntity(Mime.MultipartEntity("related", "b2", Mime.MultipartEntity(
            "alternative", "b3", Mime.Text, Mime.MultipartEntity("mixed", "b4", Mime.Text, Mime.Attachment("file." + ext))))));
        yield return new Trick("M17", "form data with a file", ext => Mime.Whole("Content-Type: multipart/form-data; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", $"Content-Disposition: form-data; name=\"upload\"; filename=\"file.{ext}\"\r\n\r\n{Mime.Program}")));
        yield return new Trick("M17", "AppleDouble, name in the header of the data", ext => Mime.WithEntity(Mime.MultipartEntity(
            "appledouble", "b2", "Content-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(AppleFile.Double("file"))), Mime.Attachment("file." + ext))));
        yield return new Trick("M17", "AppleDouble, name in the header of the resource", ext => Mime.WithEntity(Mime.MultipartEntity(
            "appledouble", "b2", $"Content-Type: application/applefile; name=\"file.{ext}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(AppleFile.Double("file"))),
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.ProgramInBase64)));
        yield return new Trick("M17", "AppleDouble, name only within", ext => Mime.WithEntity(Mime.MultipartEntity(
            "appledouble", "b2", "Content-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(AppleFile.Double("file." + ext))),
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.ProgramInBase64)));
        yield return new Trick("M17", "AppleSingle, name only within", ext => Mime.WithPart(
            "Content-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(AppleFile.Single("file." + ext, Mime.Octets(Mime.Program))))));
        yield return new Trick("M17", "AppleSingle under another type", ext => Mime.WithPart(
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(AppleFile.Single("file." + ext, Mime.Octets(Mime.Program))))));
    }

    private static IEnumerable<Trick> Deep()
    {
        yield return new Trick("M17", "60 multiparts deep", ext => Nested(60, Mime.Attachment("file." + ext)));
        yield return new Trick("M17", "40 messages deep", ext => Mime.Octets(Wrapped(Mime.MessageText("file." + ext), 40)));
        yield return new Trick("M17", "2,000 parts, the last is bad", ext => Mime.Whole("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", [.. Enumerable.Range(0, 2000).Select(static number => $"Content-Type: image/png; name=\"{number}.png\"\r\n\r\nx"), Mime.Attachment("file." + ext)])));
        yield return new Trick("M17", "2,000 parts, the first is bad", ext => Mime.Whole("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", [Mime.Attachment("file." + ext), .. Enumerable.Range(0, 2000).Select(static number => $"Content-Type: image/png; name=\"{number}.png\"\r\n\r\nx")])));
        yield return Trick.Unreadable("M17", "150 multiparts deep", ext => Nested(150, Mime.Attachment("file." + ext)));
        yield return Trick.Unreadable("M17", "150 messages deep", ext => Mime.Octets(Wrapped(Mime.MessageText("file." + ext), 150)));
        yield return Trick.Unreadable("M17", "12,000 parts", ext => Mime.Whole("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", Mime.Multipart(
            "b1", [.. Enumerable.Range(0, 12_000).Select(number => $"Content-Type: image/png; name=\"{number}.{ext}\"\r\n\r\nx")])));
    }

    private static IEnumerable<Trick> Elsewhere()
    {
        yield return Trick.Unreadable("M18", "message/partial", _ => Mime.Whole("Content-Type: message/partial; id=\"1@example.cz\"; number=1; total=3\r\n", Mime.MessageText("file.png")));
        yield return Trick.Unreadable("M18", "message/partial in a part", _ => Mime.WithPart("Content-Type: message/partial; id=\"1@example.cz\"; number=2; total=3\r\n", Mime.ProgramInBase64));
        yield return Trick.Unreadable("M18", "message/partial, its header ended by the delimiter", _ => Mime.WithEntity("Content-Type: message/partial; id=\"1@example.cz\"; number=2; total=3"));
        yield return Trick.Unreadable("M18", "message/partial in a message", _ => Mime.WithPart(
            "Content-Type: message/rfc822\r\n", Mime.Raw(Mime.Whole("Content-Type: Message/Partial; id=\"1@example.cz\"; number=3; total=3\r\n", Mime.ProgramInBase64))));
        yield return Trick.Harmless("M18", "message/external-body", ext => Mime.WithPart(
            $"Content-Type: message/external-body; access-type=URL; URL=\"ftp://ftp.example.cz/file.{ext}\"\r\n", "Content-Type: application/octet-stream\r\nContent-ID: <1@example.cz>\r\n\r\n"));

        string download = "<p><a href=\"https://www.shop.com/setup.{0}\" download=\"setup.{0}\">setup.{0}</a> <a download=\"x.{0}\" href=\"data:application/octet-stream;base64,TVqQ\">here</a></p>\r\n";
        yield return Trick.Harmless("M23", "download in HTML", ext => Mime.WithPart("Content-Type: text/html; charset=utf-8\r\n", download.Replace("{0}", ext, StringComparison.Ordinal)));
        yield return Trick.Harmless("M23", "script in SVG", ext => Mime.WithPart(
            "Content-Type: image/svg+xml; name=\"logo.svg\"\r\nContent-Disposition: attachment; filename=\"logo.svg\"\r\n", $"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>name=\"file.{ext}\"</script></svg>\r\n"));
        yield return Trick.Harmless("M23", "attachment of a calendar entry", ext => Mime.WithPart("Content-Type: text/calendar; method=REQUEST; name=\"invite.ics\"\r\n",
            $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH;FILENAME=file.{ext};ENCODING=BASE64;VALUE=BINARY:TVqQAAMA\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
        yield return Trick.Harmless("M23", "address card", ext => Mime.WithPart("Content-Type: text/vcard; name=\"jana.vcf\"\r\n",
            $"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jana\r\nURL:https://www.shop.com\r\nPHOTO;ENCODING=b;X-NAME=file.{ext}:TVqQAAMA\r\nEND:VCARD\r\n"));
    }

    private static IEnumerable<Trick> Archives()
    {
        foreach (string name in (string[])["files.zip", "secret.zip", "files.rar", "files.7z", "files.tar.gz", "setup.exe.zip", "image.iso.zip", "setup.exe.gpg", "setup.exe.7z"])
        {
            yield return Trick.Harmless("M22", name, ext => Mime.WithEntity(Mime.Attachment(name).Replace(Mime.ProgramInBase64, Mime.Base64(Mime.Raw(ZipFile.Holding("file." + ext))), StringComparison.Ordinal)));
        }

        yield return Trick.Harmless("M22", "zip under the name of a document", ext => Mime.WithEntity(Mime.Attachment("invoice.pdf").Replace(Mime.ProgramInBase64, Mime.Base64(Mime.Raw(ZipFile.Holding("file." + ext))), StringComparison.Ordinal)));
        yield return Trick.Harmless("M22", "disk image within a zip", _ => Mime.WithEntity(Mime.Attachment("disk.zip").Replace(Mime.ProgramInBase64, Mime.Base64(Mime.Raw(ZipFile.Holding("disk.iso"))), StringComparison.Ordinal)));
        yield return new Trick("M22", "disk image itself", ext => Mime.WithEntity(Mime.Attachment("disk." + (ext == "exe" ? "iso" : ext))));
        yield return Trick.Harmless("M22", "armoured OpenPGP in the text", _ => Mime.Whole("Content-Type: text/plain\r\n",
            "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA6f0aW5nIGlzIG5vdCBoZXJlAQf/bm8gcmVhbCBkYXRh\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"));
        yield return Trick.Harmless("M22", "OpenPGP/MIME", _ => Mime.Whole("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"b1\"\r\n", Mime.Multipart("b1",
            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n",
            "Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA6f0aW5nIGlzIG5vdCBoZXJl\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n")));
    }

    private static byte[] Report(string type, string returned) => Mime.Whole("Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n", Mime.Multipart(
        "b1", Mime.Text, "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.cz\r\n", $"Content-Type: {type}\r\n\r\n{returned}"));

    private static byte[] Nested(int depth, string entity)
    {
        for (int level = depth; level > 0; level--) entity = Mime.MultipartEntity("mixed", "level" + level + "_", entity);
        return Mime.Octets(Mime.Envelope + entity);
    }

    private static string Wrapped(string message, int depth)
    {
        for (int level = 0; level < depth; level++) message = Mime.Envelope + "Content-Type: message/rfc822\r\n\r\n" + message;
        return message;
    }

    private static string Same(string raw) => raw;
}
