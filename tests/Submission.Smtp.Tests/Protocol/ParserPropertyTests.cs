using System.Text;
using CsCheck;
using Submission.Smtp.Client;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Tests.Protocol;

public sealed class ParserPropertyTests
{
    private static readonly Gen<string> Printable = Gen.Char[' ', '~'].Array[1, 60].Select(static c => new string(c));

    private static readonly Gen<byte[]> NearlyCommand = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.OneOf("MAIL FROM:<", "RCPT TO:<", "AUTH PLAIN ", "BDAT ", "EHLO ", "a@b.cz", ">", "\"", "\\", " SIZE=", " NOTIFY=", " ORCPT=rfc822;", " ENVID=", "+2", "=", " ", "\t", "SUCCESS,", "ž")
            .Array[1, 12].Select(static parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Fact]
    public void Xtext_EncodedThenDecoded_IsTheSame() => Printable.Sample(static text =>
    {
        string encoded = Xtext.Encode(text);
        Assert.DoesNotContain(' ', encoded);
        Assert.DoesNotContain('=', encoded);
        Assert.True(Xtext.TryDecode(Encoding.ASCII.GetBytes(encoded), out string? decoded));
        Assert.Equal(text, decoded);
    });

    [Fact]
    public void Xtext_AnyOctets_DecodeToPrintableAsciiOrNotAtAll() => Gen.Byte.Array[0, 100].Sample(static octets =>
    {
        if (Xtext.TryDecode(octets, out string? decoded)) Assert.All(decoded, static c => Assert.InRange(c, ' ', '~'));
    });

    [Theory]
    [InlineData("a+2b")]
    [InlineData("a+2")]
    [InlineData("a+")]
    [InlineData("+GG")]
    [InlineData("a=b")]
    [InlineData("+0A")]
    [InlineData("+80")]
    [InlineData("")]
    public void Xtext_Malformed_IsRefused(string encoded) => Assert.False(Xtext.TryDecode(Encoding.ASCII.GetBytes(encoded), out _));

    [Fact]
    public void Commands_AnyOctets_NeverThrowAndNeverLetControlsThrough() => NearlyCommand.Sample(static octets =>
    {
        bool isText = CommandLine.IsText(octets);
        Assert.Equal(IsTextByTheModel(octets), isText);
        if (!isText) return;
        CommandLine line = CommandLine.Parse(octets);
        if (MailCommandParser.Parse(line.Argument, 1000, true, out MailCommand? mail) is null)
        {
            Assert.True(mail!.Parameters.Size is null or <= 1000);
            Assert.DoesNotContain(mail.ReversePath.ToString(), char.IsControl);
        }

        if (RcptCommandParser.Parse(line.Argument, smtpUtf8: true, "h.example", out RcptCommand? recipient) is null)
            Assert.False(recipient!.ForwardPath.IsNull);
    });

    [Fact]
    public void Verbs_InAnyCase_AreTheSame() =>
        Gen.Select(Gen.OneOf("MAIL", "RCPT", "EHLO", "STARTTLS", "AUTH", "BDAT", "QUIT", "CONNECT"), Gen.Bool.Array[8]).Sample(static (verb, upper) =>
        {
            string mixed = string.Concat(verb.Select((c, i) => upper[i] ? c : char.ToLowerInvariant(c)));
            CommandLine line = CommandLine.Parse(Encoding.ASCII.GetBytes(mixed + "  x y "));
            Assert.Equal(CommandLine.Parse(Encoding.ASCII.GetBytes(verb)).Verb, line.Verb);
            Assert.NotEqual(SmtpVerb.Unknown, line.Verb);
            Assert.Equal("x y", Encoding.ASCII.GetString(line.Argument));
        });

    [Fact]
    public void ReplyLine_AnyOctets_NeverThrowsAndHoldsNoControls() => Gen.OneOf(
        Gen.Byte.Array[0, 100],
        Gen.Select(Gen.Int[100, 700], Gen.OneOf(" ", "-", ""), Gen.OneOf("5.1.1 ", "2.0.0", ""), Printable)
            .Select(static (code, separator, status, text) => Encoding.ASCII.GetBytes($"{code}{separator}{status}{text}"))).Sample(static octets =>
    {
        if (!ReplyLine.TryParse(octets, out ReplyLine? line)) return;
        Assert.InRange(line.Code, 200, 599);
        Assert.DoesNotContain(line.Text, char.IsControl);
        Assert.True(line.Status is null || line.Status.Value.Class == line.Code / 100);
    });

    private static bool IsTextByTheModel(byte[] octets)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
            return !text.Any(static c => char.IsControl(c) && c != '\t');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
