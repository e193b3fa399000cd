using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Names within winmail.dat: M20.</summary>
internal static class TnefTricks
{
    private const string Usual = "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Disposition: attachment; filename=\"winmail.dat\"\r\n";

    public static IEnumerable<Trick> All() => [.. Names(), .. Fields(), .. Broken()];

    private static IEnumerable<Trick> Names()
    {
        (string Variant, Func<string, byte[]> File)[] files =
        [
            ("title", ext => new Tnef().Attachment().Title("file." + ext).Data().ToArray()),
            ("title, second attachment", ext => new Tnef().Attachment().Title("file.png").Data().Attachment().Title("file." + ext).Data().ToArray()),
            ("title, no data", ext => new Tnef().Attachment().Title("file." + ext).ToArray()),
            ("title after the data", ext => new Tnef().Attachment().Data().Title("file." + ext).ToArray()),
            ("long name, Unicode", ext => new Tnef().Attachment().Data().Properties(Tnef.Method(1), Tnef.Unicode(Tnef.PidTagAttachLongFilename, "příloha." + ext)).ToArray()),
            ("long name, 8-bit", ext => new Tnef().Attachment().Data().Properties(Tnef.Method(1), Tnef.Ansi(Tnef.PidTagAttachLongFilename, "file." + ext)).ToArray()),
            ("short name among the properties", ext => new Tnef().Attachment().Data().Properties(Tnef.Ansi(Tnef.PidTagAttachFilename, "file." + ext)).ToArray()),
            ("long name, decoy title", ext => new Tnef().Attachment().Title("file.png").Data().Properties(Tnef.Unicode(Tnef.PidTagAttachLongFilename, "file." + ext)).ToArray()),
            ("title, decoy long name", ext => new Tnef().Attachment().Title("file." + ext).Data().Properties(Tnef.Unicode(Tnef.PidTagAttachLongFilename, "file.png")).ToArray()),
            ("long name, decoy short name", ext => new Tnef().Attachment().Data().Properties(Tnef.Ansi(Tnef.PidTagAttachFilename, "FILE~1.PNG"), Tnef.Unicode(Tnef.PidTagAttachLongFilename, "file." + ext)).ToArray()),
            ("embedded message", ext => new Tnef().Attachment().Title("Podklady").Properties(
                Tnef.Method(5), Tnef.Message(new Tnef().Attachment().Title("file." + ext).Data().ToArray())).ToArray()),
            ("embedded message in an embedded message", ext => new Tnef().Attachment().Properties(Tnef.Method(5), Tnef.Message(
                new Tnef().Attachment().Properties(Tnef.Method(5), Tnef.Message(new Tnef().Attachment().Title("file." + ext).Data().ToArray())).ToArray())).ToArray()),
            ("title without its NUL", ext => new Tnef().Attachment().With(2, 0x00018010, Mime.Octets("file." + ext)).Data().ToArray()),
            ("title with a decoy after NUL", ext => new Tnef().Attachment().Title($"file.{ext}\0.png").Data().ToArray()),
        ];
        foreach ((string variant, Func<string, byte[]> file) in files)
        {
            yield return new Trick("M20", variant, ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(file(ext)))));
        }
    }

    private static IEnumerable<Trick> Fields()
    {
        // A display name is a person's first of all, and people are called by their addresses.
        yield return Trick.Harmless("M20", "display name of a recipient", ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(
            new Tnef().With(1, 0x00069004, [1, 0, 0, 0, 1, 0, 0, 0, .. Tnef.Unicode(Tnef.PidTagDisplayName, "petr@shop." + (ext == "exe" ? "com" : ext))]).Attachment().Title("file.png").Data().ToArray()))));
        byte[] File(string ext) => new Tnef().Attachment().Title("file." + ext).Data().ToArray();
        (string Variant, string Header)[] headers =
        [
            ("type vnd.ms-tnef", "Content-Type: application/vnd.ms-tnef; name=\"winmail.dat\"\r\n"),
            ("type of octets, usual name", "Content-Type: application/octet-stream; name=\"winmail.dat\"\r\n"),
            ("type of octets, other name", "Content-Type: application/octet-stream; name=\"report.dat\"\r\n"),
            ("type of octets, no name", "Content-Type: application/octet-stream\r\n"),
            ("other name", "Content-Type: application/ms-tnef; name=\"report.dat\"\r\n"),
            ("no name", "Content-Type: application/ms-tnef\r\n"),
        ];
        foreach ((string variant, string header) in headers)
        {
            yield return new Trick("M20", variant, ext => Mime.WithPart(header + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(File(ext)))));
        }

        yield return new Trick("M20", "quoted-printable", ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: quoted-printable\r\n", Mime.QuotedPrintable(Mime.Raw(File(ext)))));
        yield return new Trick("M20", "binary", ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: binary\r\n", Mime.Raw(File(ext))));
        yield return new Trick("M20", "whole message", ext => Mime.Whole(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(File(ext)))));
        yield return new Trick("M20", "in a message", ext => Mime.WithPart("Content-Type: message/rfc822\r\n", Mime.Raw(
            Mime.WithPart(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(File(ext)))))));
    }

    private static IEnumerable<Trick> Broken()
    {
        (string Variant, Func<string, byte[]> File)[] files =
        [
            ("broken: wrong checksum", ext => new Tnef().Attachment().WithLength(2, 0x00018010, 9, Mime.Octets($"file.{ext}\0")).Data().ToArray()),
            ("broken: cut within the data", ext => new Tnef().Attachment().Title("file." + ext).Data().ToArray()[..^20]),
            ("broken: cut after the title", ext => new Tnef().Attachment().Title("file." + ext).ToArray()[..^2]),
            ("broken: data longer than the file", ext => new Tnef().Attachment().Title("file." + ext).WithLength(2, 0x0006800F, 1_000_000, [1, 2, 3]).ToArray()),
            ("broken: data of negative length after the title", ext => new Tnef().Attachment().Title("file." + ext).WithLength(2, 0x0006800F, -1, [1, 2, 3]).ToArray()),
            ("broken: title longer than the file", ext => new Tnef().Attachment().WithLength(2, 0x00018010, 100_000, Mime.Octets($"file.{ext}\0")).ToArray()),
            ("broken: unknown attributes between", ext => new Tnef().With(1, 0x0006FFFF, [1, 2, 3]).Attachment().With(2, 0x0006EEEE, []).Title("file." + ext).Data().ToArray()),
            ("broken: too many properties promised", ext => new Tnef().Attachment().With(
                2, 0x00069005, [0xFF, 0xFF, 0xFF, 0x7F, .. Tnef.Unicode(Tnef.PidTagAttachLongFilename, "file." + ext)]).ToArray()),
        ];
        foreach ((string variant, Func<string, byte[]> file) in files)
        {
            yield return new Trick("M20", variant, ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(file(ext)))));
        }
    }
}
