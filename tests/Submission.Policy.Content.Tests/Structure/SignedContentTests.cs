using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>S/MIME (row M21).</summary>
public sealed class SignedContentTests
{
    private static readonly byte[] Inner = ReadMessage.Octets(HeaderReadingTests.Inner);

    [Theory]
    [InlineData("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m")]
    [InlineData("application/x-pkcs7-mime; name=smime.p7m")]
    [InlineData("application/octet-stream")]
    public void Read_SignedData_FindsName(string type)
    {
        using X509Certificate2 certificate = MakeCertificate();
        var signed = new SignedCms(new ContentInfo(Inner));
        signed.ComputeSignature(new CmsSigner(certificate) { IncludeOption = X509IncludeOption.EndCertOnly });

        MessageStructure structure = Read(type, signed.Encode());

        Assert.Contains("a.exe", structure.Attachments.Select(static name => name.Name));
        Assert.False(structure.HasEncryptedPart);
    }

    [Fact]
    public void Read_SignedDataOfIndefiniteLength_FindsName()
    {
        byte[] octets = [.. Inner.Chunk(100).SelectMany(static chunk => Element(0x04, chunk))];
        byte[] encapsulated = Indefinite(0x30, [.. Element(0x06, Data), .. Indefinite(0xa0, Indefinite(0x24, octets))]);
        byte[] algorithms = Indefinite(0x31, Element(0x30, Element(0x06, Data)));
        byte[] signed = Indefinite(0x30, [.. Element(0x06, SignedData), .. Indefinite(0xa0, Indefinite(0x30, [2, 1, 1, .. algorithms, .. encapsulated]))]);

        Assert.Contains("a.exe", Read("application/pkcs7-mime", signed).Attachments.Select(static name => name.Name));
    }

    [Fact]
    public void Read_DetachedSignature_FindsNothing()
    {
        using X509Certificate2 certificate = MakeCertificate();
        var signed = new SignedCms(new ContentInfo(Inner), detached: true);
        signed.ComputeSignature(new CmsSigner(certificate));

        MessageStructure structure = Read("application/pkcs7-signature", signed.Encode());

        Assert.Empty(structure.Attachments);
        Assert.False(structure.HasEncryptedPart);
    }

    [Fact]
    public void Read_EnvelopedData_IsNotedAsEncrypted()
    {
        using X509Certificate2 certificate = MakeCertificate();
        var enveloped = new EnvelopedCms(new ContentInfo(Inner));
        enveloped.Encrypt(new CmsRecipient(certificate));

        Assert.True(Read("application/pkcs7-mime", enveloped.Encode()).HasEncryptedPart);
    }

    [Fact]
    public void Read_SignedDataCutAnywhere_NeverThrows()
    {
        using X509Certificate2 certificate = MakeCertificate();
        var signed = new SignedCms(new ContentInfo(Inner));
        signed.ComputeSignature(new CmsSigner(certificate));
        byte[] octets = signed.Encode();

        for (int length = 0; length < 100; length++) Assert.NotNull(Read("application/pkcs7-mime", octets[..length]));
    }

    private static readonly byte[] Data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

    private static readonly byte[] SignedData = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

    private static byte[] Element(byte tag, byte[] value) => [tag, (byte)value.Length, .. value];

    private static byte[] Indefinite(byte tag, byte[] value) => [tag, 0x80, .. value, 0, 0];

    private static MessageStructure Read(string type, byte[] content) =>
        ReadMessage.Text($"Content-Type: {type}\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\n");

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=jan@domena.cz", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
