using System.Text;
using MimeKit;

namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>What the clients of people send.</summary>
internal static class ClientShapes
{
    public static OrdinaryMessage Outlook(Letter letter)
    {
        letter.Message.Headers.Add("X-Mailer", "Microsoft Outlook 16.0");
        letter.Message.Headers.Add("Thread-Index", "AdE7+2Xy7l5mY2J4Qn2Kk3sVd2Y5Zw==");
        MimePart logo = letter.File("image001.png", "image/png", 900);
        logo.ContentId = "image001.png@01DC5D23.9D3A5C40";
        logo.ContentDescription = "image001.png";
        logo.ContentDisposition!.Disposition = ContentDisposition.Inline;
        Multipart related = letter.Many("related", letter.Many("alternative", letter.Plain(), letter.Html()), logo);
        MimePart file = letter.File(FileNames.For(letter), "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        file.ContentDescription = file.FileName;
        return letter.Done(nameof(Outlook), letter.Many("mixed", related, file, letter.File(FileNames.For(letter))));
    }

    public static OrdinaryMessage Gmail(Letter letter)
    {
        MimePart file = letter.File(FileNames.For(letter), "application/pdf", method: ParameterEncodingMethod.Rfc2047);
        file.ContentId = "f_mi9x3q7k0";
        file.Headers.Add("X-Attachment-Id", "f_mi9x3q7k0");
        return letter.Done(nameof(Gmail), letter.Many("mixed", letter.Many("alternative", letter.Plain(), letter.Html()), file));
    }

    public static OrdinaryMessage Thunderbird(Letter letter)
    {
        letter.Message.Headers.Add("User-Agent", "Mozilla Thunderbird");
        TextPart text = letter.Plain();
        text.ContentType.Format = "flowed";
        return letter.Done(nameof(Thunderbird), letter.Many(
            "mixed", text, letter.File(FileNames.For(letter), method: ParameterEncodingMethod.Rfc2231), letter.File(FileNames.For(letter), "text/csv", method: ParameterEncodingMethod.Rfc2047)));
    }

    public static OrdinaryMessage AppleMail(Letter letter)
    {
        MimePart file = letter.File(FileNames.For(letter), "application/pdf");
        file.ContentDisposition!.Disposition = ContentDisposition.Inline;
        file.ContentType.Parameters.Add("x-unix-mode", "0644");
        string name = FileNames.For(letter);
        letter.Visible.Add("Plan.pages");
        var resource = new MimePart("application", "applefile")
        {
            Content = new MimeContent(new MemoryStream(Formats.AppleFile.Double("Plan.pages"), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        Multipart twin = letter.Many("appledouble", resource, letter.File(name));
        return letter.Done(nameof(AppleMail), letter.Many("alternative", letter.Plain(), letter.Many("mixed", letter.Html(), file, letter.Html(), twin)));
    }

    public static OrdinaryMessage RawUtf8Names(Letter letter) =>
        letter.Done(nameof(RawUtf8Names), letter.Many("mixed", letter.Plain(), letter.File(FileNames.For(letter)), letter.File(FileNames.For(letter))), international: true);

    public static OrdinaryMessage ForwardedAsAttachment(Letter letter)
    {
        var inner = new Letter(letter.Number + 100_000);
        inner.Message.Body = inner.Many("mixed", inner.Plain(), inner.File(FileNames.For(letter)));
        letter.Visible.AddRange(inner.Visible);
        return letter.Done(nameof(ForwardedAsAttachment), letter.Many("mixed", letter.Plain(), new MessagePart("rfc822", inner.Message), letter.File(FileNames.For(letter))));
    }

    public static OrdinaryMessage ForwardedInline(Letter letter) => letter.Done(nameof(ForwardedInline), letter.Many("mixed", letter.Plain(
        "-------- Forwarded message --------\r\nSubject: setup.exe\r\nFrom: Petr <petr@shop.com>\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\n"
        + "Content-Type: application/octet-stream; name=\"setup.exe\"\r\n\r\n" + letter.Prose()), letter.File(FileNames.For(letter))));

    public static OrdinaryMessage Invitation(Letter letter)
    {
        string calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@shop.com\r\nSUMMARY:setup.exe\r\nURL:https://meet.example.com\r\nATTACH;FILENAME=agenda.js:https://example.com/agenda.js\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        var invitation = new TextPart("calendar") { Text = calendar };
        invitation.ContentType.Parameters.Add("method", "REQUEST");
        return letter.Done(nameof(Invitation), letter.Many(
            "mixed", letter.Many("alternative", letter.Plain(), letter.Html(), invitation), letter.File("invite.ics", Encoding.UTF8.GetBytes(calendar), "application/ics")));
    }

    public static OrdinaryMessage AddressCard(Letter letter) => letter.Done(nameof(AddressCard), letter.Many("mixed", letter.Plain(), letter.File(
        "Jana Nováková.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jana\r\nURL:http://www.shop.com\r\nEND:VCARD\r\n"u8.ToArray(), "text/vcard")));

    public static OrdinaryMessage LargePictures(Letter letter)
    {
        MimePart picture = letter.File("IMG_1234.JPG", "image/jpeg", 200_000);
        picture.ContentDisposition!.Disposition = ContentDisposition.Inline;
        return letter.Done(nameof(LargePictures), letter.Many("mixed", letter.Html(), picture, letter.File("IMG_1235.HEIC", "image/heic", 100_000), letter.Plain("Odesláno z iPhonu\r\n")));
    }

    public static OrdinaryMessage Archives(Letter letter) => letter.Done(nameof(Archives), letter.Many(
        "mixed",
        letter.Plain(),
        letter.File("setup.exe.zip", Formats.ZipFile.Holding("setup.exe"), "application/zip"),
        letter.File("Dokumenty – říjen.zip", Formats.ZipFile.Holding("run.js"), "application/x-zip-compressed"),
        letter.File("zdroje.7z", "application/x-7z-compressed"),
        letter.File("obrázky.rar", "application/vnd.rar")));

    public static OrdinaryMessage Reactions(Letter letter)
    {
        var reaction = new TextPart("vnd.google.email-reaction+json") { Text = "{\"version\":1,\"emoji\":\"❤️\"}" };
        return letter.Done(nameof(Reactions), letter.Many("alternative", letter.Plain(), reaction, letter.Html()));
    }
}
