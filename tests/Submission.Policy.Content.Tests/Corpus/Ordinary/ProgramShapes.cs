using System.Text;
using MimeKit;

namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>What programs send: newsletters, reports, lists, scanners, forms.</summary>
internal static class ProgramShapes
{
    public static OrdinaryMessage Newsletter(Letter letter)
    {
        letter.Message.Headers.Add("List-Unsubscribe", "<https://www.shop.com/unsubscribe>, <mailto:out@shop.com>");
        letter.Message.Headers.Add("Feedback-ID", "1:2:shop.com");
        return letter.Done(nameof(Newsletter), letter.Many("alternative", letter.Plain(), letter.Html()));
    }

    public static OrdinaryMessage WebPage(Letter letter)
    {
        TextPart page = letter.Html();
        page.ContentLocation = new Uri($"https://{letter.Site}");
        MimePart logo = letter.File("logo.png", "image/png");
        logo.ContentLocation = new Uri($"https://{letter.Site}/img/logo.png?site=www.shop.com");
        MimePart style = letter.File("style.css", "text/css");
        style.ContentLocation = new Uri($"http://{letter.Site}/style.css");
        var root = new TextPart("html") { Text = "<p>frame</p>\r\n", ContentLocation = new Uri("http://www.shop.com/") };
        return letter.Done(nameof(WebPage), letter.Many("related", page, logo, style, root));
    }

    public static OrdinaryMessage BounceWithMessage(Letter letter)
    {
        var inner = new Letter(letter.Number + 200_000);
        inner.Message.Body = inner.Many("mixed", inner.Plain(), inner.File(FileNames.For(letter)));
        letter.Visible.AddRange(inner.Visible);
        return letter.Done(nameof(BounceWithMessage), Report(letter, new MessagePart("rfc822", inner.Message)));
    }

    public static OrdinaryMessage BounceWithHeaders(Letter letter)
    {
        var headers = new MimePart("text", "rfc822-headers")
        {
            Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(
                "From: jana@example.cz\r\nSubject: setup.exe\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\nMessage-ID: <1@shop.com>\r\n"))),
        };
        return letter.Done(nameof(BounceWithHeaders), Report(letter, headers));
    }

    public static OrdinaryMessage ReadReceipt(Letter letter)
    {
        var status = new MimePart("message", "disposition-notification")
        {
            Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(
                "Reporting-UA: mail.example.com; Mozilla\r\nFinal-Recipient: rfc822;petr@example.com\r\nOriginal-Message-ID: <1@shop.com>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"))),
        };
        Multipart report = letter.Many("report", letter.Plain(), status);
        report.ContentType.Parameters.Add("report-type", "disposition-notification");
        return letter.Done(nameof(ReadReceipt), report);
    }

    public static OrdinaryMessage Digest(Letter letter)
    {
        Multipart digest = letter.Many("digest");
        for (int number = 0; number < 5; number++)
        {
            var inner = new Letter(letter.Number * 10 + number + 300_000);
            inner.Message.Body = inner.Plain();
            digest.Add(new MessagePart("rfc822", inner.Message));
        }

        return letter.Done(nameof(Digest), letter.Many("mixed", letter.Plain("Today's topics: setup.exe, www.shop.com\r\n"), digest, letter.Plain("_______\r\nlist@example.com\r\n")));
    }

    public static OrdinaryMessage MailingList(Letter letter)
    {
        letter.Message.Headers.Add("List-Id", "developers of setup.exe <dev.example.com>");
        return letter.Done(nameof(MailingList), letter.Many("mixed", letter.Plain(), letter.Plain("_______\r\nhttps://lists.example.com/listinfo\r\n")));
    }

    public static OrdinaryMessage Patch(Letter letter) => letter.Done(nameof(Patch), letter.Plain(
        "---\r\n build/setup.bat | 2 +-\r\n 1 file changed\r\n\r\ndiff --git a/build/setup.bat b/build/setup.bat\r\n--- a/build/setup.bat\r\n+++ b/build/setup.bat\r\n@@ -1,3 +1,3 @@\r\n"
        + "-begin 644 old.exe\r\n+begin 644 new.exe\r\n copy command.com x.js\r\n-- \r\n2.47.0\r\n\r\n" + letter.Prose()));

    public static OrdinaryMessage PatchAttached(Letter letter)
    {
        MimePart patch = letter.File("0001-Read-setup.exe.patch", "--- a/x.js\r\n+++ b/x.js\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n"u8.ToArray(), "text/x-patch");
        patch.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
        return letter.Done(nameof(PatchAttached), letter.Many("mixed", letter.Plain(), patch));
    }

    public static OrdinaryMessage TalkOfFormats(Letter letter) => letter.Done(nameof(TalkOfFormats), letter.Plain(
        "A part looks like this:\r\n\r\n--boundary\r\nContent-Type: application/x-msdownload; name=\"setup.exe\"\r\nContent-Disposition: attachment;\r\n filename*0=\"setup\";\r\n filename*1=\".exe\"\r\n\r\nTVqQAAMAAAA=\r\n--boundary--\r\n\r\n"
        + "and uuencode starts with\r\n\r\nbegin 644 setup.exe\r\n\r\nthen come lines that begin with M, and it stops with\r\n\r\nend\r\n\r\nyEnc has =ybegin line=128 size=9 name=setup.exe\r\nand BinHex says\r\n(This file must be converted with BinHex 4.0)\r\nat its start.\r\n" + letter.Prose()));

    public static OrdinaryMessage UuencodedReport(Letter letter)
    {
        letter.Visible.Add("report.txt");
        return letter.Done(nameof(UuencodedReport), letter.Plain(letter.Prose() + Tricks.TextTricks.Uuencoded("report.txt")));
    }

    public static OrdinaryMessage ScannedPage(Letter letter)
    {
        MimePart scan = letter.File($"SKM_C250i2611240915{letter.Number}.pdf", "application/pdf", 20_000);
        return letter.Done(nameof(ScannedPage), letter.Random.Next(2) == 0 ? scan : letter.Many("mixed", letter.Plain(""), scan));
    }

    public static OrdinaryMessage VoiceMail(Letter letter) => letter.Done(nameof(VoiceMail), letter.Many(
        "mixed", letter.Plain(), letter.File("msg_0001.wav", "audio/x-wav", 10_000), letter.File("fax from +420 123 456 789.tif", "image/tiff", 5_000)));

    public static OrdinaryMessage JobOutput(Letter letter) => letter.Done(nameof(JobOutput), Mime.Octets(
        $"From: root@host{letter.Number}.example.com (Cron Daemon)\r\nTo: root\r\nSubject: Cron <root@host> /usr/bin/backup.com\r\n\r\ncopied: a.exe b.js c.vbs\r\nbegin\r\nend\r\n/srv/www.shop.com\r\n\r\ntotal 12\r\n-rw-r--r-- 1 root root 644 setup.exe\r\n"));

    public static OrdinaryMessage WebForm(Letter letter)
    {
        string name = letter.Pick("příloha.pdf", "žádost o práci.docx", "životopis Jana Nováková.pdf", "foto.jpg");
        letter.Visible.Add(name);
        string raw = letter.Random.Next(2) == 0 ? Mime.Utf8(name) : Mime.Raw(Encoding.GetEncoding("iso-8859-2").GetBytes(name));
        if (raw.Any(static letter => letter > 127) && raw != Mime.Utf8(name)) letter.Visible.Clear(); // Without a charset nobody knows what its receiver sees.
        return letter.Done(nameof(WebForm), Mime.Octets(
            $"From: web@example.com\r\nTo: jana@example.cz\r\nSubject: =?utf-8?B?xb3DoWRvc3Q=?=\r\nMIME-Version: 1.0\r\nX-PHP-Originating-Script: 1000:mailer.com.php\r\nContent-Type: multipart/mixed; boundary=\"PHP-mixed-{letter.Number}\"\r\n\r\n"
            + Mime.Multipart($"PHP-mixed-{letter.Number}", "Content-Type: text/html; charset=utf-8\r\n\r\n<p>www.shop.com</p>\r\n",
                $"Content-Type: application/octet-stream; name=\"{raw}\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{raw}\"\r\n\r\n{Mime.ProgramInBase64}")));
    }

    public static OrdinaryMessage Rudiment(Letter letter) => letter.Done(nameof(Rudiment), Mime.Octets(letter.Pick(
        "From: jana@example.cz\r\nSubject: ok\r\n\r\n", "From: jana@example.cz\r\nSubject: ok\r\n", "Subject: setup.exe\r\n\r\n.\r\n", "From: jana@example.cz\r\nContent-Type: text/plain\r\n\r\n", "From: jana@example.cz\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<br>")));

    public static OrdinaryMessage OtherCharset(Letter letter)
    {
        (string Charset, string Text) choice = letter.Pick(("iso-8859-2", "Příliš žluťoučký kůň úpěl ďábelské ódy."), ("windows-1250", "Zażółć gęślą jaźń."), ("koi8-r", "Съешь ещё этих мягких французских булок."), ("gb2312", "附件是会议纪要。"), ("iso-2022-jp", "添付ファイルをご覧ください。"));
        var text = new TextPart("plain") { ContentTransferEncoding = ContentEncoding.EightBit };
        text.SetText(Encoding.GetEncoding(choice.Charset), string.Concat(Enumerable.Repeat(choice.Text + "\r\n", 20)) + "see www.shop.com\r\n");
        return letter.Done(nameof(OtherCharset), text);
    }

    private static Multipart Report(Letter letter, MimeEntity returned)
    {
        var status = new MimePart("message", "delivery-status")
        {
            Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(
                "Reporting-MTA: dns; mail.example.com\r\n\r\nFinal-Recipient: rfc822; petr@shop.com\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.shop.com\r\n"))),
        };
        Multipart report = letter.Many("report", letter.Plain(), status, returned);
        report.ContentType.Parameters.Add("report-type", "delivery-status");
        return report;
    }
}
