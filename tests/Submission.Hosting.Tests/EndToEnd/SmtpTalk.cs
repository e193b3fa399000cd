using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Speaks SMTP line by line.</summary>
internal sealed class SmtpTalk : IDisposable
{
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;

    public static async Task<SmtpTalk> ConnectAsync(IPEndPoint server)
    {
        var talk = new SmtpTalk();
        await talk._client.ConnectAsync(server);
        talk._stream = talk._client.GetStream();
        return talk;
    }

    /// <summary>Greets, encrypts and logs in.</summary>
    public static async Task<SmtpTalk> LogInAsync(IPEndPoint server, string login = TestServer.Login, string password = TestServer.Password)
    {
        SmtpTalk talk = await EncryptAsync(server);
        Assert.StartsWith("235 ", await talk.SayAsync(Plain(login, password)), StringComparison.Ordinal);
        return talk;
    }

    public static async Task<SmtpTalk> EncryptAsync(IPEndPoint server)
    {
        SmtpTalk talk = await ConnectAsync(server);
        Assert.StartsWith("220 ", await talk.ReadAsync(), StringComparison.Ordinal);
        await talk.SayAsync("EHLO client.example");
        Assert.StartsWith("220 ", await talk.SayAsync("STARTTLS"), StringComparison.Ordinal);
        await talk.ShakeHandsAsync();
        await talk.SayAsync("EHLO client.example");
        return talk;
    }

    /// <summary>Goes on under TLS.</summary>
    public async Task ShakeHandsAsync()
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        _stream = tls;
    }

    public static string Plain(string login, string password) => $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{login}\0{password}"))}";

    public byte[] ServerCertificate() => ((SslStream)_stream).RemoteCertificate!.GetRawCertData();

    /// <summary>Says a line and gives the reply, its lines joined by LF; empty where the server has closed.</summary>
    public async Task<string> SayAsync(string line)
    {
        await WriteAsync(line + "\r\n");
        return await ReadAsync();
    }

    public async Task WriteAsync(string text)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await _stream.FlushAsync();
    }

    public async Task<string> ReadAsync()
    {
        var reply = new StringBuilder();
        var line = new List<byte>();
        var octet = new byte[1];
        while (true)
        {
            int read;
            try
            {
                read = await _stream.ReadAsync(octet).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (IOException)
            {
                read = 0;
            }

            if (read == 0) return reply.ToString();
            line.Add(octet[0]);
            if (octet[0] != '\n') continue;
            string text = Encoding.UTF8.GetString([.. line]).TrimEnd('\r', '\n');
            line.Clear();
            reply.Append(reply.Length > 0 ? "\n" : "").Append(text);
            if (text.Length < 4 || text[3] != '-') return reply.ToString();
        }
    }

    /// <summary>Sends one message to one recipient; gives the first reply that is not positive, or the last.</summary>
    public async Task<string> SendAsync(string sender, string recipient, string message = "Subject: test\r\n\r\nHello\r\n")
    {
        foreach (string line in (string[])[$"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>", "DATA"])
        {
            string reply = await SayAsync(line);
            if (reply[0] is not ('2' or '3')) return reply;
        }

        return await SayAsync(message + ".");
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
