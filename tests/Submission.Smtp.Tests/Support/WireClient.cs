using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Submission.Smtp.Tests.Support;

/// <summary>A client that sends exactly what a test says and reads replies.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    private WireClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<WireClient> ConnectAsync(IPEndPoint endPoint)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new WireClient(socket);
    }

    /// <summary>Connects, reads the greeting and says EHLO.</summary>
    public static async Task<WireClient> GreetAsync(IPEndPoint endPoint, bool tls = false)
    {
        WireClient client = await ConnectAsync(endPoint);
        if (tls) await client.StartTlsAsync();
        await client.ExpectAsync("220");
        await client.SendAsync("EHLO client.example\r\n");
        await client.ExpectAsync("250");
        return client;
    }

    public async Task StartTlsAsync(string serverName = "localhost")
    {
        SslStream tls = new(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        using CancellationTokenSource patience = new(Patience);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = serverName }, patience.Token);
        _stream = tls;
    }

    public string? TlsPeer => (_stream as SslStream)?.RemoteCertificate?.Subject;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        using CancellationTokenSource patience = new(Patience);
        await _stream.WriteAsync(octets, patience.Token);
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends a line and returns the whole reply, its lines joined by a line feed.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync();
    }

    public async Task<string> ExpectAsync(string beginning)
    {
        string reply = await ReadReplyAsync();
        Assert.StartsWith(beginning, reply, StringComparison.Ordinal);
        return reply;
    }

    /// <summary>Reads a reply; the word <c>EOF</c> where the server has closed.</summary>
    public async Task<string> ReadReplyAsync()
    {
        StringBuilder reply = new();
        while (true)
        {
            string? line = await ReadLineAsync();
            if (line is null) return reply.Length == 0 ? "EOF" : reply + "\nEOF";
            if (reply.Length > 0) reply.Append('\n');
            reply.Append(line);
            if (line.Length < 4 || line[3] != '-') return reply.ToString();
        }
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        StringBuilder all = new();
        while (await ReadLineAsync() is { } line) all.Append(line).Append('\n');
        return all.ToString();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string?> ReadLineAsync()
    {
        using CancellationTokenSource patience = new(Patience);
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
