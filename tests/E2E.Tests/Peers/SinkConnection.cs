using System.Net.Sockets;
using System.Text;

namespace E2E.Tests.Peers;

/// <summary>The sink's end of one connection.</summary>
internal sealed class SinkConnection(NetworkStream stream, CancellationToken stopping)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public async Task WriteAsync(string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stopping);

    /// <summary>A line without its CRLF; <see langword="null"/> at the end.</summary>
    public async Task<string?> ReadLineAsync()
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

            if (!await FillAsync()) return null;
        }
    }

    /// <summary>The octets of a message as they were before dots were doubled for the wire (RFC 5321, section 4.5.2).</summary>
    public async Task<byte[]> ReadDataAsync()
    {
        var data = new MemoryStream();
        data.Write("\r\n"u8);
        int searched = 0;
        while (true)
        {
            data.Write(_buffer, _start, _end - _start);
            _start = _end;
            ReadOnlySpan<byte> seen = data.GetBuffer().AsSpan(0, (int)data.Length);
            int end = seen[searched..].IndexOf("\r\n.\r\n"u8);
            if (end >= 0)
            {
                // Some clients send the next command along.
                end += searched;
                _start = _end - (seen.Length - end - 5);
                return WithoutDoubledDots(seen[..(end + 2)])[2..];
            }

            searched = Math.Max(0, seen.Length - 4);
            if (!await FillAsync()) throw new IOException("The connection ended within a message.");
        }
    }

    private static byte[] WithoutDoubledDots(ReadOnlySpan<byte> data)
    {
        var message = new List<byte>(data.Length);
        for (int i = 0; i < data.Length; i++)
        {
            bool isAdded = data[i] == '.' && i >= 2 && data[i - 1] == '\n' && data[i - 2] == '\r';
            if (!isAdded) message.Add(data[i]);
        }

        return [.. message];
    }

    private async Task<bool> FillAsync()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = await stream.ReadAsync(_buffer.AsMemory(_end), stopping);
        _end += read;
        return read > 0;
    }
}
