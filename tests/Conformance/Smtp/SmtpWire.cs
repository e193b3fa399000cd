using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Conformance.Smtp;

/// <summary>A client's end of an SMTP connection, which comes from whatever address a PROXY header says.</summary>
internal sealed class SmtpWire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly byte[] _buffer = new byte[8 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpWire(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public bool IsTls => _stream is SslStream;

    public static async Task<SmtpWire> ConnectAsync(IPEndPoint server, IPAddress client, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        var wire = new SmtpWire(socket);
        await wire.SendAsync(ProxyHeader(client), cancellationToken);
        return wire;
    }

    public async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        _stream = tls;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(octets, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Says a line and gives the last line of the reply; nothing where the server has closed.</summary>
    public async Task<string> AskAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        }
        catch (IOException)
        {
            return ""; // what was said before the close has been read already
        }

        return await ReadAsync(cancellationToken);
    }

    /// <summary>Gives the last line of a reply; nothing where the server has closed.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length < 4 || line[3] != '-') return line;
        }

        return "";
    }

    /// <summary>Says goodbye and waits until the server has closed, after which it knows nothing of the session any more.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        if ((await AskAsync("QUIT", cancellationToken)).Length > 0) await ReadAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static byte[] ProxyHeader(IPAddress client)
    {
        bool isIPv6 = client.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] server = (isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback).GetAddressBytes();
        byte[] addresses = [.. client.GetAddressBytes(), .. server];
        byte[] numbers = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(numbers, (ushort)(addresses.Length + 4));
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(2), 40000);
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(4), 587);
        return [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, (byte)(isIPv6 ? 0x21 : 0x11), .. numbers.AsSpan(0, 2), .. addresses, .. numbers.AsSpan(2)];
    }

    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
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
            if (await FillAsync(cancellationToken) == 0) return null;
        }
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            _end += read;
            return read;
        }
        catch (IOException)
        {
            return 0; // a reset is an end too
        }
    }
}
