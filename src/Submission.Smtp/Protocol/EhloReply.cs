using System.Globalization;
using System.Text;

namespace Submission.Smtp.Protocol;

/// <summary>The answers to EHLO, each made once.</summary>
internal sealed class EhloReply(string hostname, long maximumSize)
{
    private readonly byte[] _plain = Make(hostname, maximumSize, startTls: false, auth: false);
    private readonly byte[] _startTls = Make(hostname, maximumSize, startTls: true, auth: false);
    private readonly byte[] _auth = Make(hostname, maximumSize, startTls: false, auth: true);
    private readonly byte[] _both = Make(hostname, maximumSize, startTls: true, auth: true);

    public byte[] For(bool startTls, bool auth) => startTls ? (auth ? _both : _startTls) : (auth ? _auth : _plain);

    private static byte[] Make(string hostname, long maximumSize, bool startTls, bool auth)
    {
        StringBuilder text = new();
        text.Append("250-").Append(hostname).Append("\r\n");
        text.Append(CultureInfo.InvariantCulture, $"250-SIZE {maximumSize}\r\n");
        text.Append("250-8BITMIME\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250-DSN\r\n");
        if (startTls) text.Append("250-STARTTLS\r\n");
        if (auth) text.Append("250-AUTH PLAIN LOGIN\r\n");
        text.Append("250 CHUNKING\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
