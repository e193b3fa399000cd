using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Smtp;

/// <summary>A server of one client that says yes to everything, on a thread of its own with blocking calls: it costs next to nothing.</summary>
internal sealed class LoopbackPeer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _hello;
    private readonly byte[] _input = new byte[1024 * 1024];
    private readonly MemoryStream _output = new();
    private bool _isData;

    /// <param name="offers">The keywords that EHLO is answered with.</param>
    public LoopbackPeer(params string[] offers)
    {
        _hello = Encoding.ASCII.GetBytes(string.Concat(["250-mx.example\r\n", .. offers.Select(static o => "250-" + o + "\r\n"), "250 ENHANCEDSTATUSCODES\r\n"]));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose()
    {
        _listener.Dispose();
        _output.Dispose();
    }

    private void Serve()
    {
        try
        {
            using Socket client = _listener.Accept();
            client.NoDelay = true;
            client.Send("220 mx.example ESMTP\r\n"u8);
            int count = 0;
            int read;
            while ((read = client.Receive(_input, count, _input.Length - count, SocketFlags.None)) > 0)
            {
                count += read;
                int taken = Answer(_input.AsSpan(0, count));
                _input.AsSpan(taken, count - taken).CopyTo(_input);
                count -= taken;
                if (_output.Length > 0) client.Send(_output.GetBuffer(), (int)_output.Length, SocketFlags.None);
                _output.SetLength(0);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return; // the client has gone
        }
    }

    private int Answer(ReadOnlySpan<byte> input)
    {
        int taken = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = input[taken..];
            if (_isData)
            {
                if (!rest.EndsWith("\r\n.\r\n"u8)) return taken;
                _isData = false;
                _output.Write("250 2.0.0 Ok: queued as 4XyZ1234567890\r\n"u8);
                return input.Length;
            }

            int end = rest.IndexOf("\r\n"u8);
            if (end < 0) return taken;
            int chunk = 0;
            if (rest.StartsWith("BDAT "u8))
            {
                ReadOnlySpan<byte> digits = rest[5..end];
                chunk = int.Parse(digits[..digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')], CultureInfo.InvariantCulture);
                if (rest.Length < end + 2 + chunk) return taken;
            }

            _output.Write(Reply(rest));
            taken += end + 2 + chunk;
        }
    }

    private ReadOnlySpan<byte> Reply(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("EHLO"u8)) return _hello;
        if (line.StartsWith("MAIL"u8)) return "250 2.1.0 Ok\r\n"u8;
        if (line.StartsWith("RCPT"u8)) return "250 2.1.5 Ok\r\n"u8;
        if (line.StartsWith("BDAT"u8)) return "250 2.0.0 Ok: queued as 4XyZ1234567890\r\n"u8;
        if (!line.StartsWith("DATA"u8)) return "250 2.0.0 Ok\r\n"u8;
        _isData = true;
        return "354 End data with <CR><LF>.<CR><LF>\r\n"u8;
    }
}
