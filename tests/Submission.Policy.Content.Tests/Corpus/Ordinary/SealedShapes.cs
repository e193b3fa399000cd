using System.Text;
using MimeKit;
using Submission.Policy.Content.Tests.Corpus.Formats;

namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>What is signed, encrypted or wrapped in the format of Outlook.</summary>
internal static class SealedShapes
{
    public static OrdinaryMessage SignedInClear(Letter letter)
    {
        Multipart content = letter.Many("mixed", letter.Plain(), letter.File(FileNames.For(letter)));
        Multipart signed = letter.Many("signed", content, Part("application", "pkcs7-signature", "smime.p7s", Cms.Signature(Letter.Octets(content))));
        signed.ContentType.Parameters.Add("protocol", "application/pkcs7-signature");
        signed.ContentType.Parameters.Add("micalg", "sha-256");
        return letter.Done(nameof(SignedInClear), signed);
    }

    public static OrdinaryMessage SignedOpaque(Letter letter)
    {
        byte[] content = Letter.Octets(letter.Many("mixed", letter.Plain(), letter.File(FileNames.For(letter))));
        MimePart signed = Part("application", "pkcs7-mime", "smime.p7m", letter.Random.Next(2) == 0 ? Cms.Signed(content) : Cms.SignedInPieces(content, 1000));
        signed.ContentType.Parameters.Add("smime-type", "signed-data");
        return letter.Done(nameof(SignedOpaque), signed);
    }

    public static OrdinaryMessage Encrypted(Letter letter)
    {
        MimePart encrypted = Part("application", "pkcs7-mime", "smime.p7m", Cms.Encrypted(Letter.Octets(letter.Plain())));
        encrypted.ContentType.Parameters.Add("smime-type", "enveloped-data");
        return letter.Done(nameof(Encrypted), encrypted);
    }

    public static OrdinaryMessage OpenPgpSigned(Letter letter)
    {
        Multipart signed = letter.Many("signed", letter.Many("mixed", letter.Plain(), letter.File(FileNames.For(letter))), Part(
            "application", "pgp-signature", "OpenPGP_signature.asc", "-----BEGIN PGP SIGNATURE-----\r\n\r\nwsB5BAABCAAjFiEE\r\n=abcd\r\n-----END PGP SIGNATURE-----\r\n"u8.ToArray()));
        signed.ContentType.Parameters.Add("protocol", "application/pgp-signature");
        return letter.Done(nameof(OpenPgpSigned), signed);
    }

    public static OrdinaryMessage OpenPgpEncrypted(Letter letter)
    {
        byte[] armoured = Encoding.ASCII.GetBytes("-----BEGIN PGP MESSAGE-----\r\n\r\nwV4DR2b2udXyHrYSAQdA\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n");
        Multipart encrypted = letter.Many("encrypted", Part("application", "pgp-encrypted", null, "Version: 1\r\n"u8.ToArray()), Part("application", "octet-stream", "encrypted.asc", armoured));
        encrypted.ContentType.Parameters.Add("protocol", "application/pgp-encrypted");
        return letter.Random.Next(2) == 0 ? letter.Done(nameof(OpenPgpEncrypted), encrypted) : letter.Done(nameof(OpenPgpEncrypted), letter.Plain(Encoding.ASCII.GetString(armoured)));
    }

    public static OrdinaryMessage WinmailDat(Letter letter)
    {
        const string name = "Zápis z porady.docx";
        letter.Visible.Add(name);
        byte[] tnef = new Tnef().Attachment().Title("ZPIS~1.DOC").Data().Properties(Tnef.Method(1), Tnef.Unicode(Tnef.PidTagAttachLongFilename, name)).ToArray();
        return letter.Done(nameof(WinmailDat), letter.Many("mixed", letter.Plain(), letter.File("winmail.dat", tnef, "application/ms-tnef")));
    }

    private static MimePart Part(string type, string subtype, string? name, byte[] data)
    {
        var part = new MimePart(type, subtype) { Content = new MimeContent(new MemoryStream(data, writable: false)), ContentTransferEncoding = ContentEncoding.Base64 };
        if (name is not null) part.FileName = name;
        return part;
    }
}
