using System.Globalization;
using System.Text;

namespace Submission.Smtp.Protocol;

/// <summary>The answers to EHLO, each made once.</summary>
internal sealed class EhloReply(string hostname, long maximumSize)
{
    private readonly byte[]?[] _made = new byte[]?[8];

    /// <summary>The answer that offers these extensions beside those that are always there.</summary>
    public byte[] For(bool startTls, bool auth, bool requireTls = false)
    {
        int which = (startTls ? 1 : 0) | (auth ? 2 : 0) | (requireTls ? 4 : 0);
        return _made[which] ??= Make(startTls, auth, requireTls);
    }

    private byte[] Make(bool startTls, bool auth, bool requireTls)
    {
        StringBuilder text = new();
        text.Append("250-").Append(hostname).Append("\r\n");
        text.Append(CultureInfo.InvariantCulture, $"250-SIZE {maximumSize}\r\n");
        text.Append("250-8BITMIME\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250-DSN\r\n");
        if (startTls) text.Append("250-STARTTLS\r\n");
        if (requireTls) text.Append("250-REQUIRETLS\r\n");
        if (auth) text.Append("250-AUTH PLAIN LOGIN\r\n");
        text.Append("250 CHUNKING\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
