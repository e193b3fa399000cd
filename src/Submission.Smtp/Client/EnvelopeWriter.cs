using System.Buffers;
using System.Globalization;
using System.Text;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Client;

/// <summary>Writes MAIL and RCPT with the parameters that a server offers.</summary>
internal static class EnvelopeWriter
{
    public static void WriteMail(IBufferWriter<byte> output, MailCommand mail, SmtpPeerCapabilities peer, long? size)
    {
        SmtpMailParameters declared = mail.Parameters;
        StringBuilder line = new();
        line.Append("MAIL FROM:<").Append(mail.ReversePath).Append('>');
        if (peer.Size && size is not null) line.Append(CultureInfo.InvariantCulture, $" SIZE={size}");
        if (peer.EightBitMime && declared.Body is { } body) line.Append(body == SmtpBodyType.EightBitMime ? " BODY=8BITMIME" : " BODY=7BIT");
        if (declared.SmtpUtf8) line.Append(" SMTPUTF8");
        if (peer.Dsn && declared.Return is { } wanted) line.Append(wanted == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        if (peer.Dsn && declared.EnvelopeId is { } id) line.Append(" ENVID=").Append(Xtext.Encode(id));
        Write(output, line);
    }

    public static void WriteRecipient(IBufferWriter<byte> output, RcptCommand recipient, SmtpPeerCapabilities peer)
    {
        SmtpRcptParameters declared = recipient.Parameters;
        StringBuilder line = new();
        line.Append("RCPT TO:<").Append(recipient.ForwardPath).Append('>');
        if (peer.Dsn && declared.Notify is { } notify) AppendNotify(line, notify);
        if (peer.Dsn && declared.OriginalRecipient is { } original && IsOneWord(original.Encoded)) line.Append(" ORCPT=").Append(original.Encoded);
        Write(output, line);
    }

    private static void AppendNotify(StringBuilder line, DsnNotify notify)
    {
        line.Append(" NOTIFY=");
        if (notify == DsnNotify.Never) line.Append("NEVER");
        int start = line.Length;
        if (notify.HasFlag(DsnNotify.Success)) line.Append("SUCCESS,");
        if (notify.HasFlag(DsnNotify.Failure)) line.Append("FAILURE,");
        if (notify.HasFlag(DsnNotify.Delay)) line.Append("DELAY,");
        if (line.Length > start) line.Length--;
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

    private static void Write(IBufferWriter<byte> output, StringBuilder line) => Encoding.UTF8.GetBytes(line.Append("\r\n").ToString(), output);
}
