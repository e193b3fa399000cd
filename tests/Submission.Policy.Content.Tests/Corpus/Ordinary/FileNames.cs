namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>Names of harmless files in the languages of their senders, among them those that a careless reader takes for programs.</summary>
internal static class FileNames
{
    public static readonly string[] All =
    [
        "faktura.pdf", "Příloha č. 1 – žádost o přezkum.docx", "faktura.com.pdf", "setup.exe.zip", "John's report v1.2 (final).docx", "www.shop.com.pdf", "Rechnung für Müller & Söhne.xlsx",
        "Załącznik – zażółć gęślą jaźń.pdf", "Договор поставки №12 от 24.11.2026.docx", "会议纪要（最终）.docx", "議事録　第3回.xlsx", "عقد العمل.pdf", "🎉 party plan 🎁.pdf", "photo.jpg", "IMG_20261124_091500.jpg",
        "archive.tar.gz", "data.7z", "backup.rar", "notes.txt", "Präsentation.pptx", "presentation.key", "report.2026.11.24.csv", "Újszülött fotók.zip", "Résumé – été.pdf", "파일 이름.hwp", "báo cáo.pdf", "แผนงาน.pdf",
        "command.com explained.pdf", "autoexec.bat.txt", "script.js.map", "package.json", "image.iso.torrent", "no extension", "README", ".gitignore", "a.b.c.d.e.pdf", "50% off.pdf", "100%25.pdf",
        "A very long name that goes on and on so that every client has to fold it over several lines of the header of the part it belongs to, as happens with reports (version of 24 November 2026).pdf",
        "Velmi dlouhý název přílohy, který se nevejde na jeden řádek hlavičky, protože úřad si přeje, aby v něm byla spisová značka č. j. 12345-2026.pdf", "semi;colon.pdf", "quote\"inside.pdf", "back`tick.pdf",
        "comma, and (parentheses).pdf", "equals=sign.pdf", "two  blanks.pdf", "UPPER.PDF", "e-mail jana@example.com.pdf", "invoice_exe.doc", "exe", "com", "win.ini", "macro.docm", "page.html", "feed.xml", "logo.svg", "song.mp3",
        "video.mp4", "certificate.p12", "key.asc", "contact.vcf", "invite.ics", "fax.tif", "message.eml", "drawing.dwg", "font.ttf", "app.apk", "library.jar", "disk.vhd", "link.url", "mail.msg", "data.mdb", "help.chm", "❤️ valentine.png",
    ];

    /// <summary>A name for a file of a message.</summary>
    public static string For(Letter letter) => All[letter.Random.Next(All.Length)];
}
