using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace E2E.Tests.Peers;

/// <summary>A client that sends exactly what a test says, from the address that it says, and reads replies.</summary>
internal sealed partial class Wire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    private Wire(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public byte[] ServerCertificate => ((SslStream)_stream).RemoteCertificate!.GetRawCertData();

    /// <summary>Connects and says nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The client's address; one that no other test has where none is given.</param>
    public static async Task<Wire> ConnectAsync(IPEndPoint server, IPAddress? source = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(source ?? Loopback.Next(), 0));
        await socket.ConnectAsync(server);
        return new Wire(socket);
    }

    /// <summary>Connects to a listener with STARTTLS, says what comes before the greeting (a proxy's header), encrypts and greets.</summary>
    public static async Task<Wire> EncryptAsync(IPEndPoint server, IPAddress? source = null, ReadOnlyMemory<byte> header = default)
    {
        Wire wire = await ConnectAsync(server, source);
        await wire.SendAsync(header);
        Assert.StartsWith("220 ", await wire.ReadAsync(), StringComparison.Ordinal);
        await wire.AskAsync("EHLO client.example");
        Assert.StartsWith("220 ", await wire.AskAsync("STARTTLS"), StringComparison.Ordinal);
        await wire.StartTlsAsync();
        Assert.Contains("AUTH PLAIN LOGIN", await wire.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>As <see cref="EncryptAsync"/>, and logs in.</summary>
    public static async Task<Wire> LogInAsync(IPEndPoint server, TestAccount account, IPAddress? source = null, ReadOnlyMemory<byte> header = default)
    {
        Wire wire = await EncryptAsync(server, source, header);
        Assert.StartsWith("235 ", await wire.AuthenticateAsync(account.Login, account.Password), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>The transaction id in a reply.</summary>
    public static string IdIn(string reply) => Id().Match(reply) is { Success: true } match ? match.Value : throw new FormatException($"'{reply}' holds no id.");

    /// <summary>A reply with <c>{id}</c> in the place of the transaction id, to be compared octet by octet.</summary>
    public static string WithoutId(string reply) => Id().Replace(reply, "{id}");

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        using var limit = new CancellationTokenSource(Patience);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, limit.Token);
        _stream = tls;
    }

    public Task<string> AuthenticateAsync(string login, string password)
    {
        Secrets.Add(login, password);
        return AskAsync("AUTH PLAIN " + Secrets.Base64($"\0{login}\0{password}"));
    }

    /// <summary>Sends one message to one recipient; gives the first reply that is not positive, or the last.</summary>
    public async Task<string> SendMessageAsync(string sender, string recipient, string message = "Subject: test\r\n\r\nHello\r\n")
    {
        foreach (string line in (string[])[$"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>", "DATA"])
        {
            string reply = await AskAsync(line);
            if (reply[0] is not ('2' or '3')) return reply;
        }

        return await AskAsync(message + ".");
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _stream.WriteAsync(octets, limit.Token);
        await _stream.FlushAsync(limit.Token);
    }

    /// <summary>Sends a line and reads the whole reply, its lines joined by a line feed.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadAsync();
    }

    /// <summary>Reads a reply; <c>EOF</c> where the server has closed.</summary>
    public async Task<string> ReadAsync()
    {
        var reply = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            if (reply.Length > 0) reply.Append('\n');
            reply.Append(line);
            if (line.Length < 4 || line[3] != '-') return reply.ToString();
        }

        return reply.Length == 0 ? "EOF" : reply + "\nEOF";
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    private async Task<string?> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, length);
                _start += length + 2;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int read;
            try
            {
                read = await _stream.ReadAsync(_buffer.AsMemory(_end), limit.Token);
            }
            catch (IOException)
            {
                read = 0; // a reset is an end too
            }

            if (read == 0) return null;
            _end += read;
        }
    }
}
