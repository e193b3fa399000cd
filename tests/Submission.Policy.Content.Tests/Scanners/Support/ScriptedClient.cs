using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Submission.Policy.Content.Tests.Scanners.Support;

/// <summary>The client of a <see cref="ScriptedServer"/>, as its script sees it.</summary>
internal sealed class ScriptedClient(Socket socket, int number, CancellationToken ending) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>Its number, from 1.</summary>
    public int Number { get; } = number;

    public CancellationToken Ending => ending;

    public ValueTask SayAsync(string text) => SayAsync(Encoding.Latin1.GetBytes(text));

    public ValueTask SayAsync(ReadOnlyMemory<byte> octets) => _stream.WriteAsync(octets, ending);

    /// <summary>Closes so that the client is told of it in the rudest way, and what it is sending gets lost.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public void Close() => _stream.Dispose();

    public void Dispose() => _stream.Dispose();

    public Task CopyToAsync(Stream target) => _stream.CopyToAsync(target, ending);

    public Task CopyFromAsync(Stream source) => source.CopyToAsync(_stream, ending);

    public async Task DrainAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        while (await _stream.ReadAsync(buffer, ending) > 0) { }
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] octets = new byte[count];
        await _stream.ReadExactlyAsync(octets, ending);
        return octets;
    }

    /// <summary>Reads up to and with the octet.</summary>
    public async Task<string> ReadUntilAsync(byte last)
    {
        List<byte> octets = [];
        do octets.Add((await ReadAsync(1))[0]);
        while (octets[^1] != last);
        return Encoding.Latin1.GetString([.. octets]);
    }

    /// <summary>Reads a command of clamd's protocol and the message of an INSTREAM.</summary>
    public async Task<byte[]> ReadClamdMessageAsync()
    {
        while (await ReadUntilAsync(0) != "zINSTREAM\0") { }
        using MemoryStream message = new();
        while (true)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(4));
            if (length == 0) return message.ToArray();
            message.Write(await ReadAsync(length));
        }
    }

    /// <summary>Reads the head of an HTTP or SPAMC request and its body.</summary>
    public async Task<(string Head, byte[] Body)> ReadRequestAsync()
    {
        string head = await ReadHeadAsync();
        string length = head.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return (head, await ReadAsync(int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture)));
    }

    public async Task<string> ReadHeadAsync()
    {
        StringBuilder head = new();
        string line;
        do head.Append(line = await ReadUntilAsync((byte)'\n'));
        while (line != "\r\n");
        return head.ToString();
    }
}
