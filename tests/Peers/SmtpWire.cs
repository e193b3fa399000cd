using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>A client that sends exactly what a test says and reads replies.</summary>
internal sealed class SmtpWire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpWire(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The subject of the certificate of the server; null without TLS.</summary>
    public string? TlsPeer => (_stream as SslStream)?.RemoteCertificate?.Subject;

    public byte[] ServerCertificate => ((SslStream)_stream).RemoteCertificate!.GetRawCertData();

    /// <summary>Connects and says nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The client's address where it matters.</param>
    public static async Task<SmtpWire> ConnectAsync(IPEndPoint server, IPAddress? source = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null) socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(server);
        return new SmtpWire(socket);
    }

    /// <summary>Connects, reads the greeting and says EHLO.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tls">Whether TLS comes first (implicit TLS).</param>
    public static async Task<SmtpWire> GreetAsync(IPEndPoint server, bool tls = false)
    {
        SmtpWire wire = await ConnectAsync(server);
        if (tls) await wire.StartTlsAsync();
        await wire.ExpectAsync("220");
        await wire.SendAsync("EHLO client.example\r\n");
        await wire.ExpectAsync("250");
        return wire;
    }

    /// <summary>Says STARTTLS, encrypts, and says EHLO again.</summary>
    public async Task EncryptAsync()
    {
        Assert.StartsWith("220 ", await AskAsync("STARTTLS"), StringComparison.Ordinal);
        await StartTlsAsync();
        Assert.StartsWith("250", await AskAsync("EHLO client.example"), StringComparison.Ordinal);
    }

    /// <summary>Encrypts what has been said so far to be encrypted.</summary>
    public async Task StartTlsAsync(string serverName = "localhost")
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        using var patience = new CancellationTokenSource(Patience);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = serverName }, patience.Token);
        _stream = tls;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _stream.WriteAsync(octets, patience.Token);
        await _stream.FlushAsync(patience.Token);
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends a line and reads the whole reply, its lines joined by a line feed.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadAsync();
    }

    public async Task<string> ExpectAsync(string beginning)
    {
        string reply = await ReadAsync();
        Assert.StartsWith(beginning, reply, StringComparison.Ordinal);
        return reply;
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

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new StringBuilder();
        while (await ReadLineAsync() is { } line) all.Append(line).Append('\n');
        return all.ToString();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
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
                read = await _stream.ReadAsync(_buffer.AsMemory(_end), patience.Token);
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
