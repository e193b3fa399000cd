using System.IO.Compression;
using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>Hostile files of the formats that the reader looks into.</summary>
internal static class HostileFormats
{
    private const string TnefPart = Mime.Envelope + "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n";

    private const string CmsPart = Mime.Envelope + "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n";

    public static IEnumerable<HostileMessage> All()
    {
        yield return new("500,000 begin lines", () => new GeneratedContent((Mime.Envelope + "\r\n", 1), ("begin 644 a.pdf\r\n", 500_000)));
        yield return new("500,000 files in uuencode", () => new GeneratedContent((Mime.Envelope + "\r\n", 1), ("begin 644 a.pdf\r\n#;6UM\r\n`\r\nend\r\n", 500_000)));
        yield return new("500,000 files in yEnc", () => new GeneratedContent((Mime.Envelope + "\r\n", 1), ("=ybegin line=128 size=3 name=a.pdf\r\nabc\r\n=yend size=3\r\n", 500_000)));
        yield return new("300,000 files in BinHex", () => new GeneratedContent((Mime.Envelope + "\r\n", 1), (BinHex.Encode("a.pdf", [1, 2, 3]), 300_000)));
        yield return HostileMessage.Of("TNEF of 200,000 attachments", () => TnefPart + Mime.Base64(Mime.Raw(Many(200_000))));
        yield return HostileMessage.Of("TNEF 2,000 messages deep", () =>
        {
            byte[] tnef = new Tnef().Attachment().Title("file.pdf").Data().ToArray();
            for (int level = 0; level < 2_000; level++) tnef = Embedded(tnef);
            return TnefPart + Mime.Base64(Mime.Raw(tnef));
        });
        yield return HostileMessage.Of("TNEF of 1,000,000 properties promised", () => TnefPart + Mime.Base64(Mime.Raw(new Tnef().Attachment().With(
            2, 0x00069005, [0xFF, 0xFF, 0xFF, 0x7F, .. Enumerable.Repeat<byte[]>([0x1E, 0, 7, 0x37, 1, 0, 0, 0, 0, 0, 0, 0], 100_000).SelectMany(static octets => octets)]).ToArray())));
        yield return HostileMessage.Of("signed-data 200 deep", () =>
        {
            byte[] content = Mime.Octets(Mime.MultipartEntity("mixed", "b1", Mime.Text));
            for (int level = 0; level < 200; level++) content = Mime.Octets("Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n" + Mime.Raw(Cms.Signed(content)));
            return Mime.Envelope + Mime.Raw(content);
        });
        yield return HostileMessage.Of("1,000,000 open lengths of BER", () => CmsPart + Mime.Base64(string.Concat(Enumerable.Repeat("\x30\x80", 1_000_000))));
        yield return HostileMessage.Of("1,000,000 empty pieces of BER", () => CmsPart + Mime.Base64(
            "\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x80\x24\x80" + string.Concat(Enumerable.Repeat("\x04\x00", 1_000_000))));
        yield return HostileMessage.Of("BER of huge lengths", () => CmsPart + Mime.Base64("\x30\x84\x7F\xFF\xFF\xFF\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x30\x80"));
        yield return HostileMessage.Of("512 MB in 512 kB, compressed S/MIME", () => CmsPart.Replace("pkcs7-mime", "pkcs7-mime; smime-type=compressed-data", StringComparison.Ordinal) + Mime.Base64(Mime.Raw(Cms.Compressed(Zeros(512)))));
        yield return HostileMessage.Of("512 MB in 512 kB, gzip64", () => Mime.Envelope + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: x-gzip64\r\n\r\n" + Mime.Base64(Mime.Raw(Gzip(512))));
        yield return HostileMessage.Of("AppleSingle of 65,535 entries", () => Mime.Envelope + "Content-Type: application/applefile\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(
            "\x00\x05\x16\x00\x00\x02\x00\x00" + new string('\0', 16) + "\xFF\xFF" + string.Concat(Enumerable.Repeat("\x00\x00\x00\x03\x00\x00\x00\x26\x00\x10\x00\x00", 65_535))));
    }

    private static byte[] Many(int count)
    {
        byte[] one = new Tnef().Attachment().Title("a.pdf").ToArray();
        byte[] head = new Tnef().ToArray();
        return [.. head, .. Enumerable.Repeat(one[head.Length..], count).SelectMany(static octets => octets)];
    }

    private static byte[] Embedded(byte[] tnef) => new Tnef().Attachment().Properties(Tnef.Message(tnef)).ToArray();

    private static byte[] Zeros(int megabytes)
    {
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, CompressionLevel.Fastest, leaveOpen: true)) Fill(zlib, megabytes);
        return file.ToArray();
    }

    private static byte[] Gzip(int megabytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) Fill(gzip, megabytes);
        return file.ToArray();
    }

    private static void Fill(Stream target, int megabytes)
    {
        byte[] lines = Mime.Octets(string.Concat(Enumerable.Repeat("a\r\n", 349_525)));
        for (int written = 0; written < megabytes; written++) target.Write(lines);
    }
}
