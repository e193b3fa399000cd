using System.IO.Compression;
using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Tricks;

/// <summary>Messages within S/MIME: M21.</summary>
internal static class SignedTricks
{
    private const string Usual =
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n";

    public static IEnumerable<Trick> All()
    {
        yield return Opaque("signed, definite lengths", Usual, Cms.Signed);
        yield return Opaque("signed, indefinite lengths, one piece", Usual, content => Cms.SignedInPieces(content, 60_000));
        yield return Opaque("signed, indefinite lengths, pieces of 100", Usual, content => Cms.SignedInPieces(content, 100));
        yield return Opaque("signed, indefinite lengths, pieces of 7", Usual, content => Cms.SignedInPieces(content, 7));
        yield return Opaque("signed twice", Usual, content => Cms.Signed(Mime.Octets(Usual + "Content-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(Cms.Signed(content))))));
        yield return Opaque("signed, x-pkcs7-mime", "Content-Type: application/x-pkcs7-mime; name=\"smime.p7m\"\r\n", Cms.Signed);
        yield return Opaque("signed, no smime-type", "Content-Type: application/pkcs7-mime\r\n", Cms.Signed);
        yield return Opaque("signed, wrong smime-type", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n", Cms.Signed);
        // RFC 8551, section 3.8: octets with the name of S/MIME are read as S/MIME.
        yield return Opaque("signed, type of octets", "Content-Type: application/octet-stream; name=\"smime.p7m\"\r\n", Cms.Signed);
        yield return new Trick("M21", "signed, binary", ext => Mime.Whole(Usual + "Content-Transfer-Encoding: binary\r\n", Mime.Raw(Cms.Signed(Content(ext)))));
        yield return new Trick("M21", "signed, in a part", ext => Mime.WithPart(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(Cms.Signed(Content(ext))))));
        yield return new Trick("M21", "signed, in a message", ext => Mime.WithPart("Content-Type: message/rfc822\r\n", Mime.Raw(
            Mime.Whole(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(Cms.Signed(Content(ext))))))));
        yield return new Trick("M21", "signed, holds the file alone", ext => Mime.Whole(
            Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(Cms.Signed(Mime.Octets(Mime.Attachment("file." + ext)))))));
        yield return new Trick("M21", "signed, holds a message", ext => Mime.Whole(
            Usual + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(Cms.Signed(Mime.Octets("Content-Type: message/rfc822\r\n\r\n" + Mime.MessageText("file." + ext)))))));
        yield return Opaque("compressed", "Content-Type: application/pkcs7-mime; smime-type=compressed-data; name=\"smime.p7z\"\r\n", content => Cms.Compressed(Zlib(content)));
        yield return Opaque("signed, compressed within", Usual, content => Cms.Signed(Mime.Octets(
            "Content-Type: application/pkcs7-mime; smime-type=compressed-data; name=\"smime.p7z\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(Cms.Compressed(Zlib(content)))))));
        yield return new Trick("M21", "clear-signed", ext => Mime.Whole("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"b0\"\r\n", Mime.Multipart(
            "b0", Mime.Raw(Content(ext)), "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(Cms.Signature(Content(ext)))))));

        yield return Opaque("encrypted", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n", Cms.Encrypted) with { BadWithExe = false };
        yield return Opaque("encrypted, no smime-type", "Content-Type: application/x-pkcs7-mime; name=\"smime.p7m\"\r\n", Cms.Encrypted) with { BadWithExe = false };
        yield return Trick.Harmless("M21", "certificates alone", _ => Mime.WithPart(
            "Content-Type: application/pkcs7-mime; smime-type=certs-only; name=\"smime.p7c\"\r\nContent-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(Cms.Signature([1, 2, 3])))));
        yield return Trick.Harmless("M21", "octets that are no S/MIME", _ => Mime.Whole(Usual + "Content-Transfer-Encoding: base64\r\n", Mime.ProgramInBase64));
    }

    private static byte[] Zlib(byte[] content)
    {
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(content);
        return file.ToArray();
    }

    private static byte[] Content(string ext) => Mime.Octets(Mime.MultipartEntity("mixed", "b1", Mime.Text, Mime.Attachment("file." + ext)));

    private static Trick Opaque(string variant, string header, Func<byte[], byte[]> protect) =>
        new("M21", variant, ext => Mime.Whole(header + "Content-Transfer-Encoding: base64\r\n", Mime.Base64(Mime.Raw(protect(Content(ext))))));
}
