using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Policy.Content.Tests.Corpus.Formats;

/// <summary>Signs and encrypts as S/MIME clients do (RFC 8551), with a certificate made for the purpose.</summary>
internal static class Cms
{
    private static readonly X509Certificate2 Certificate = NewCertificate();

    /// <summary>Signed-data that holds what is signed.</summary>
    public static byte[] Signed(byte[] content) => Sign(content, detached: false);

    /// <summary>A signature beside what is signed.</summary>
    public static byte[] Signature(byte[] content) => Sign(content, detached: true);

    /// <summary>Signed-data as streaming clients write it: indefinite lengths, the content in pieces (BER, X.690).</summary>
    public static byte[] SignedInPieces(byte[] content, int piece)
    {
        var outer = new AsnReader(Signed(content), AsnEncodingRules.BER).ReadSequence();
        string type = outer.ReadObjectIdentifier();
        var data = outer.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        byte[] version = data.ReadEncodedValue().ToArray();
        byte[] digests = data.ReadEncodedValue().ToArray();
        data.ReadEncodedValue();
        var rest = new List<byte>();
        while (data.HasData) rest.AddRange(data.ReadEncodedValue().ToArray());

        byte[] pieces = [.. content.Chunk(piece).SelectMany(static chunk => Primitive(0x04, chunk))];
        byte[] encapsulated = Indefinite(0x30, [.. Identifier("1.2.840.113549.1.7.1"), .. Indefinite(0xA0, Indefinite(0x24, pieces))]);
        return Indefinite(0x30, [.. Identifier(type), .. Indefinite(0xA0, Indefinite(0x30, [.. version, .. digests, .. encapsulated, .. rest]))]);
    }

    public static byte[] Encrypted(byte[] content)
    {
        var envelope = new EnvelopedCms(new ContentInfo(content));
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Petr", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 recipient = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        envelope.Encrypt(new CmsRecipient(recipient));
        return envelope.Encode();
    }

    /// <summary>Compressed-data (RFC 3274) around what zlib made.</summary>
    public static byte[] Compressed(byte[] zlib)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.9.16.1.9");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence()) writer.WriteObjectIdentifier("1.2.840.113549.1.9.16.3.8");
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteOctetString(zlib);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Sign(byte[] content, bool detached)
    {
        var signed = new SignedCms(new ContentInfo(content), detached);
        signed.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, Certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") }, silent: true);
        return signed.Encode();
    }

    private static X509Certificate2 NewCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Jana Nova, E=jana@example.cz", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static byte[] Identifier(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(value);
        return writer.Encode();
    }

    private static byte[] Indefinite(byte tag, byte[] content) => [tag, 0x80, .. content, 0, 0];

    private static byte[] Primitive(byte tag, byte[] content) =>
        content.Length < 128 ? [tag, (byte)content.Length, .. content] : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
