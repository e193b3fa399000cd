using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Messages and multiparts within others, in any encoding (rows M14, M17, M18).</summary>
public sealed class NestedContentTests
{
    private const string Inner = HeaderReadingTests.Inner;
    private static readonly string Base64 = ReadMessage.Base64(Inner);

    [Theory]
    [InlineData("message/rfc822")]
    [InlineData("message/global")]
    [InlineData("MESSAGE/RFC822")]
    [InlineData("message/news")]
    [InlineData("text/rfc822-headers")]
    public void Read_MessageAsItIs_FindsName(string type) => Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap(type, "7bit", Inner)));

    [Theory]
    [InlineData("base64")]
    [InlineData("BASE64")]
    [InlineData("x-base64")]
    [InlineData("\"base64\"")]
    [InlineData("base64 (comment)")]
    [InlineData("7bit, base64")]
    [InlineData("base64\nContent-Transfer-Encoding: 7bit")]
    [InlineData("7bit\nContent-Transfer-Encoding: base64")]
    [InlineData("quoted-printable\nContent-Transfer-Encoding: base64")]
    [InlineData("\n base64")]
    [InlineData("\n \n base64")]
    public void Read_MessageInBase64_FindsName(string encoding) => Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", encoding, Base64)));

    public static TheoryData<string> OddBase64 => new(
        "!!!!\n" + Base64,
        Base64.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("A", "A=", StringComparison.Ordinal),
        string.Join('\n', Base64.Replace("\r\n", "", StringComparison.Ordinal).Chunk(5).Select(static chunk => new string(chunk))),
        Base64.Replace("\r\n", "\v\0 \t", StringComparison.Ordinal),
        Base64.TrimEnd('='),
        Convert.ToBase64String(ReadMessage.Octets(Inner)[..40]) + Convert.ToBase64String(ReadMessage.Octets(Inner)[40..]));

    [Theory]
    [MemberData(nameof(OddBase64))]
    public void Read_Base64IsOdd_FindsName(string content) => Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", "base64", content)));

    [Fact]
    public void Read_MessageInQuotedPrintable_FindsName()
    {
        string content = string.Concat(Inner.Select(static c => c is 'C' or 'e' ? $"={(int)c:X2}" : c.ToString())).Replace("=65xe", "=65=  \nxe", StringComparison.Ordinal);

        Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", "quoted-printable", content)));
    }

    [Fact]
    public void Read_DelimitersInQuotedPrintable_FindsName()
    {
        string content = Inner.Replace("=", "=3D", StringComparison.Ordinal).Replace("boundary=3Di", "boundary=3D=69", StringComparison.Ordinal)
            .Replace("--i", "--=69", StringComparison.Ordinal).Replace(".", "=2E", StringComparison.Ordinal);

        Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", "quoted-printable", content)));
    }

    [Fact]
    public void Read_MessageInUuencode_FindsName() =>
        Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", "x-uuencode", Uuencoded.Of(ReadMessage.Octets(Inner), "inner.eml"))));

    [Fact]
    public void Read_MessageInGzip64_FindsName()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(ReadMessage.Octets(Inner));

        Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap("message/rfc822", "x-gzip64", Convert.ToBase64String(packed.ToArray(), Base64FormattingOptions.InsertLineBreaks))));
    }

    [Fact]
    public void Read_MultipartInBase64_FindsName()
    {
        string body = ReadMessage.Base64("--i\nContent-Type: application/x\nContent-Disposition: attachment; filename=a.exe\n\nTVqQ\n--i--\n");

        Assert.Contains("a.exe", ReadMessage.NamesOf($"Content-Type: multipart/mixed; boundary=i\nContent-Transfer-Encoding: base64\n\n{body}\n"));
    }

    [Fact]
    public void Read_DigestWithoutTypes_FindsName() =>
        Assert.Contains("a.exe", ReadMessage.NamesOf($"Content-Type: multipart/digest; boundary=d\n\n--d\n\n{Inner}\n--d--\n"));

    [Theory]
    [InlineData("application/octet-stream; name=saved.eml")]
    [InlineData("text/plain; name=saved.EML")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-whatever")]
    public void Read_SavedMessage_FindsName(string type) => Assert.Contains("a.exe", ReadMessage.NamesOf(Wrap(type, "base64", Base64)));

    [Fact]
    public void Read_MessageInBase64ManyTimes_FindsName()
    {
        string message = Inner;
        for (int i = 0; i < 12; i++) message = Wrap("message/rfc822", "base64", ReadMessage.Base64(message));

        MessageStructure structure = ReadMessage.Text(message);

        Assert.True(structure.Incomplete is not null || structure.Attachments.Any(static attachment => attachment.Name == "a.exe"));
    }

    [Fact]
    public void Read_PartialMessage_IsNoted()
    {
        Assert.True(ReadMessage.Text(Wrap("message/partial; id=1; number=1; total=2", "7bit", "Subject: x\n\nText\n")).HasPartialMessage);
        Assert.False(ReadMessage.Text(Wrap("message/external-body; access-type=URL; URL=\"http://domena.cz/\"", "7bit", "Content-Type: text/plain\n\n")).HasPartialMessage);
    }

    [Theory]
    [InlineData("multipart/encrypted; boundary=e; protocol=\"application/pgp-encrypted\"", "--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--e--\n")]
    [InlineData("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")]
    public void Read_EncryptedPart_IsNoted(string type, string content) => Assert.True(ReadMessage.Text(Wrap(type, "7bit", content)).HasEncryptedPart);

    [Fact]
    public void Read_DeepNestingWithinBound_FindsName()
    {
        StringBuilder message = new();
        for (int i = 0; i < 98; i++) message.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}x\n\n--b{i}x\n");
        message.Append("Content-Type: application/x; name=a.exe\n\nTVqQ\n");

        MessageStructure structure = ReadMessage.Text(message.ToString());

        Assert.Null(structure.Incomplete);
        Assert.Contains("a.exe", structure.Attachments.Select(static attachment => attachment.Name));
    }

    private static string Wrap(string type, string encoding, string content) =>
        $"From: jan@domena.cz\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"outer\"\n\n--outer\n\nText\n--outer\nContent-Type: {type}\n"
        + $"Content-Transfer-Encoding: {encoding}\n\n{content}\n--outer--\n";
}
