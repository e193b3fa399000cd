using System.Buffers;
using System.Text;
using Submission.Smtp.Client;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>One line of a client: what is taken for MAIL or RCPT is bounded, holds no controls, and is the same when our own client says it again.</summary>
internal static class CommandTarget
{
    private const long MaximumSize = 1000;
    private static readonly SmtpPeerCapabilities Everything = new() { Size = true, EightBitMime = true, SmtpUtf8 = true, Dsn = true, RequireTls = true };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Run(byte[] input)
    {
        bool isText = CommandLine.IsText(input);
        Assert.Equal(IsTextByTheModel(input), isText);
        if (!isText) return;
        CommandLine line = CommandLine.Parse(input);
        Assert.True(line.Argument.Length <= input.Length && line.Argument.IndexOfAny((byte)'\r', (byte)'\n') < 0);
        if (MailCommandParser.Parse(line.Argument, MaximumSize, isRequireTlsOffered: true, out MailCommand? mail) is { } mailError) AssertReply(mailError);
        else AssertSame(mail!);
        foreach (bool smtpUtf8 in (bool[])[false, true])
        {
            if (RcptCommandParser.Parse(line.Argument, smtpUtf8, "h.example", out RcptCommand? recipient) is { } error) AssertReply(error);
            else AssertSame(recipient!, smtpUtf8);
        }
    }

    private static void AssertSame(MailCommand mail)
    {
        Assert.True(mail.Parameters.Size is null or (>= 0 and <= MaximumSize));
        Assert.DoesNotContain(mail.ReversePath.ToString(), char.IsControl);
        Assert.True(mail.Parameters.SmtpUtf8 || Ascii.IsValid(mail.ReversePath.LocalPart));
        ArrayBufferWriter<byte> output = new();
        EnvelopeWriter.WriteMail(output, mail, Everything, mail.Parameters.Size);
        byte[]? error = MailCommandParser.Parse(Argument(output), MaximumSize, isRequireTlsOffered: true, out MailCommand? again);
        Assert.Null(error);
        Assert.Equal(mail with { Parameters = mail.Parameters with { Submitter = null } }, again);
    }

    private static void AssertSame(RcptCommand recipient, bool smtpUtf8)
    {
        Assert.False(recipient.ForwardPath.IsNull);
        Assert.DoesNotContain(recipient.ForwardPath.ToString(), char.IsControl);
        ArrayBufferWriter<byte> output = new();
        EnvelopeWriter.WriteRecipient(output, recipient, Everything);
        byte[]? error = RcptCommandParser.Parse(Argument(output), smtpUtf8, "h.example", out RcptCommand? again);
        Assert.Null(error);
        // An original recipient with white space of Unicode in it is not said again: it could be taken for two words.
        bool isLeftOut = recipient.Parameters.OriginalRecipient is { } original && original.Encoded.Any(static c => char.IsSeparator(c) || char.IsControl(c));
        Assert.Equal(isLeftOut ? recipient with { Parameters = recipient.Parameters with { OriginalRecipient = null } } : recipient, again);
    }

    private static ReadOnlySpan<byte> Argument(ArrayBufferWriter<byte> output)
    {
        Assert.Equal(output.WrittenCount - 2, output.WrittenSpan.IndexOfAny((byte)'\r', (byte)'\n'));
        return CommandLine.Parse(output.WrittenSpan[..^2]).Argument;
    }

    private static void AssertReply(byte[] reply) => Assert.True(reply.Length > 5 && reply[0] is (byte)'5' && reply.AsSpan().EndsWith("\r\n"u8));

    private static bool IsTextByTheModel(byte[] octets)
    {
        try
        {
            return !Strict.GetString(octets).Any(static c => char.IsControl(c) && c != '\t');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
