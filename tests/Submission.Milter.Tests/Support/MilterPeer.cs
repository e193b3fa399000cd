using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Submission.Milter.Tests.Protocol;

namespace Submission.Milter.Tests.Support;

/// <summary>A mail server as a milter sees it: it speaks as Postfix does.</summary>
internal sealed class MilterPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private uint _steps;

    private MilterPeer(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects and says nothing.</summary>
    public static async Task<MilterPeer> ConnectAsync(EndPoint endPoint)
    {
        var socket = endPoint is IPEndPoint
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(endPoint);
        return new MilterPeer(socket);
    }

    /// <summary>Connects and tells of a client that has said EHLO.</summary>
    public static async Task<MilterPeer> OpenAsync(EndPoint endPoint, string client = "192.0.2.7")
    {
        MilterPeer peer = await ConnectAsync(endPoint);
        await peer.NegotiateAsync();
        await peer.ClientAsync(client);
        await peer.HelloAsync("client.example");
        return peer;
    }

    public async Task<MilterAnswer> NegotiateAsync(uint version = 6, uint actions = 0x1ff, uint steps = 0x1fffff)
    {
        MilterAnswer answer = await AskAsync(Packets.Negotiation(version, actions, steps));
        Assert.Equal('O', answer.Code);
        _steps = BinaryPrimitives.ReadUInt32BigEndian(answer.Data.AsSpan(8));
        return answer;
    }

    public Task<string> ClientAsync(string address) => SayAsync(0x1000, Packets.Client(address));

    public Task<string> HelloAsync(string name, bool isTls = false) =>
        SayAsync(0x2000, isTls ? Packets.Macros('H', "{tls_version}", "TLSv1.3") : [], Packets.Texts('H', name));

    public Task<string> MailAsync(string path, string? login = null, params IEnumerable<string> parameters) =>
        SayAsync(0x4000, login is null ? [] : Packets.Macros('M', "{auth_type}", "PLAIN", "{auth_authen}", login), Packets.Texts('M', [path, .. parameters]));

    public Task<string> RecipientAsync(string path) => SayAsync(0x8000, Packets.Texts('R', path));

    /// <summary>Tells a whole message in the way that the milter has asked for.</summary>
    /// <param name="header">Fields, each with the white space behind its colon.</param>
    /// <param name="body">The body.</param>
    /// <param name="queueId">The id of the message.</param>
    /// <returns>All answers at its end, a line for each.</returns>
    public async Task<string> MessageAsync(string header, string body, string queueId = "649AEB201CF")
    {
        foreach (string field in header.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            string value = field[(colon + 1)..].Replace("~", "\n", StringComparison.Ordinal);
            if ((_steps & 0x100000) == 0 && value.StartsWith(' ')) value = value[1..];
            if ((_steps & 0x20) == 0) await SayAsync(0x80, Packets.Texts('L', field[..colon], value));
        }

        if ((_steps & 0x40) == 0) await SayAsync(0x40000, Packets.Of('N'));
        byte[] octets = Encoding.Latin1.GetBytes(body);
        int start = 0;
        for (; octets.Length - start >= 65535; start += 65535)
        {
            if ((_steps & 0x10) == 0 && await SayAsync(0x80000, Packets.Of('B', octets.AsSpan(start, 65535))) == "skip") break;
        }

        await SendAsync(Packets.Macros('E', "i", queueId), Packets.Of('E', (_steps & 0x10) == 0 && octets.Length - start < 65535 ? octets.AsSpan(start) : default));
        return await AnswersAsync();
    }

    public Task AbortAsync() => SendAsync(Packets.Of('A'));

    public Task SendAsync(params IEnumerable<byte[]> packets) => _stream.WriteAsync(packets.SelectMany(static packet => packet).ToArray()).AsTask().WaitAsync(Patience);

    public async Task<MilterAnswer> AskAsync(params IEnumerable<byte[]> packets)
    {
        await SendAsync(packets);
        return await ReadAsync() ?? throw new IOException("The milter has closed the connection.");
    }

    /// <summary>Reads all answers to one command.</summary>
    public async Task<string> AnswersAsync()
    {
        var lines = new List<string>();
        MilterAnswer answer;
        do
        {
            answer = await ReadAsync() ?? throw new IOException("The milter has closed the connection.");
            lines.Add(answer.ToString());
        }
        while (!answer.IsFinal);
        return string.Join('\n', lines);
    }

    /// <summary>Reads one packet.</summary>
    /// <returns>The packet; <see langword="null"/> where the milter has closed the connection.</returns>
    public async Task<MilterAnswer?> ReadAsync()
    {
        byte[] head = new byte[5];
        try
        {
            int read = await _stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Patience);
            if (read == 0) return null;
            byte[] data = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) - 1];
            await _stream.ReadExactlyAsync(data).AsTask().WaitAsync(Patience);
            return new MilterAnswer((char)head[4], data);
        }
        catch (IOException exception) when (exception.InnerException is SocketException)
        {
            return null; // closed with something unread
        }
    }

    /// <summary>Closes the connection without a word.</summary>
    public void Close() => _socket.Close(0);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // Postfix does not wait where the milter has said that it does not answer.
    private async Task<string> SayAsync(uint unanswered, params IEnumerable<byte[]> packets)
    {
        if ((_steps & unanswered) == 0) return (await AskAsync(packets)).ToString();
        await SendAsync(packets);
        return "";
    }
}
