using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Tests.Headers;

public sealed class TransferEncodingReadingsTests
{
    [Theory]
    [InlineData(" base64", "Base64")]
    [InlineData("BASE64", "Base64")]
    [InlineData("7bit", "Identity")]
    [InlineData("8BIT", "Identity")]
    [InlineData("binary\r\n", "Identity")]
    [InlineData("quoted-printable", "QuotedPrintable")]
    [InlineData("\r\n base64", "Base64")]
    [InlineData("\r\n \r\n base64", "Base64")]
    [InlineData("", "None")]
    [InlineData("  ", "None")]
    [InlineData("zip", "Unknown")]
    [InlineData("x-zip", "Unknown, Identity")]
    [InlineData("x-gzip64", "Gzip64, Identity")]
    [InlineData("x-uuencode", "Uuencode, Identity")]
    [InlineData("x-uue", "Uuencode, Identity")]
    [InlineData("x-yenc", "Yenc, Identity")]
    [InlineData("x-binhex", "BinHex, Identity")]
    [InlineData("7-bit", "Identity")]
    [InlineData("base64,quoted-printable", "Base64, QuotedPrintable, Identity")]
    [InlineData("8bit, base64", "Base64, Identity")]
    [InlineData("base64; x=y", "Base64, Identity, Unknown")]
    public void Read_Value_IsExactly(string value, string expected)
    {
        Assert.Equal(Enum.Parse<TransferEncodings>(expected), Read(value));
    }

    [Theory]
    [InlineData("x-base64")]
    [InlineData("base64 (really)")]
    [InlineData("(really) base64")]
    [InlineData("ba(really)se64")]
    [InlineData("\"base64\"")]
    [InlineData("ba\"se\"64")]
    [InlineData("\"base64")]
    [InlineData("base64;")]
    [InlineData("base64.")]
    [InlineData("base64 and more")]
    [InlineData("junk base64")]
    [InlineData("junk; base64")]
    [InlineData("base\r\n 64")]
    [InlineData("\t\tbase64\t")]
    [InlineData("\0base64")]
    [InlineData("\vbase64")]
    [InlineData("=?utf-8?Q?base64?=")]
    public void Read_Base64InSomeSpelling_MayBeBase64(string value)
    {
        Assert.True(Read(value).HasFlag(TransferEncodings.Base64));
    }

    [Theory]
    [InlineData("quoted-printable (really)")]
    [InlineData("\"quoted-printable\"")]
    [InlineData("x-quoted-printable")]
    [InlineData("quoted-\r\n printable")]
    public void Read_QuotedPrintableInSomeSpelling_MayBeQuotedPrintable(string value)
    {
        Assert.True(Read(value).HasFlag(TransferEncodings.QuotedPrintable));
    }

    private static TransferEncodings Read(string value) => TransferEncodingReadings.Read(Encoding.Latin1.GetBytes(value));
}
