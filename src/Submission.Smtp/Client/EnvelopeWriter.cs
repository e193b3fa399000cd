using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Client;

/// <summary>Writes MAIL and RCPT with the parameters that a server offers.</summary>
internal static class EnvelopeWriter
{
    public static void WriteMail(IBufferWriter<byte> output, MailCommand mail, SmtpPeerCapabilities peer, long? size)
    {
        SmtpMailParameters declared = mail.Parameters;
        output.Write("MAIL FROM:<"u8);
        Write(output, mail.ReversePath.ToString());
        output.Write(">"u8);
        if (peer.Size && size is { } octets) WriteSize(output, octets);
        if (peer.EightBitMime && declared.Body is { } body) output.Write(body == SmtpBodyType.EightBitMime ? " BODY=8BITMIME"u8 : " BODY=7BIT"u8);
        if (declared.SmtpUtf8) output.Write(" SMTPUTF8"u8);
        if (peer.RequireTls && declared.RequireTls) output.Write(" REQUIRETLS"u8);
        if (peer.Dsn && declared.Return is { } wanted) output.Write(wanted == DsnReturn.Full ? " RET=FULL"u8 : " RET=HDRS"u8);
        if (peer.Dsn && declared.EnvelopeId is { } id)
        {
            output.Write(" ENVID="u8);
            Write(output, Xtext.Encode(id));
        }

        output.Write("\r\n"u8);
    }

    public static void WriteRecipient(IBufferWriter<byte> output, RcptCommand recipient, SmtpPeerCapabilities peer)
    {
        SmtpRcptParameters declared = recipient.Parameters;
        output.Write("RCPT TO:<"u8);
        Write(output, recipient.ForwardPath.ToString());
        output.Write(">"u8);
        if (peer.Dsn && declared.Notify is { } notify) WriteNotify(output, notify);
        if (peer.Dsn && declared.OriginalRecipient is { } original && IsOneWord(original.Encoded))
        {
            output.Write(" ORCPT="u8);
            Write(output, original.Encoded);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteSize(IBufferWriter<byte> output, long octets)
    {
        output.Write(" SIZE="u8);
        Utf8Formatter.TryFormat(octets, output.GetSpan(20), out int digits);
        output.Advance(digits);
    }

    private static void WriteNotify(IBufferWriter<byte> output, DsnNotify notify)
    {
        output.Write(" NOTIFY="u8);
        if (notify == DsnNotify.Never)
        {
            output.Write("NEVER"u8);
            return;
        }

        bool isFirst = true;
        WriteNotify(output, notify, DsnNotify.Success, "SUCCESS"u8, ref isFirst);
        WriteNotify(output, notify, DsnNotify.Failure, "FAILURE"u8, ref isFirst);
        WriteNotify(output, notify, DsnNotify.Delay, "DELAY"u8, ref isFirst);
    }

    private static void WriteNotify(IBufferWriter<byte> output, DsnNotify notify, DsnNotify one, ReadOnlySpan<byte> word, ref bool isFirst)
    {
        if (!notify.HasFlag(one)) return;
        if (!isFirst) output.Write(","u8);
        output.Write(word);
        isFirst = false;
    }

    // Such an object need not come from our parser; white space in it would be a parameter of its own.
    private static bool IsOneWord(string text)
    {
        foreach (char c in text)
        {
            if (c <= ' ' || char.IsControl(c) || char.IsSeparator(c)) return false;
        }

        return true;
    }

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
