using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Durability.Tests;

/// <summary>What a client knows of a message that it has tried to send.</summary>
internal enum SubmissionFate
{
    /// <summary>The gateway has said 250: it must arrive.</summary>
    Accepted,

    /// <summary>The gateway has said no: it must not arrive.</summary>
    Refused,

    /// <summary>The connection was lost before the reply: it may arrive.</summary>
    Unknown,
}

/// <summary>One client with one connection, which says what has become of each message. Not thread-safe.</summary>
internal sealed class Submitter(IPEndPoint gateway) : IDisposable
{
    private readonly byte[] _buffer = new byte[4096];
    private Socket? _socket;
    private int _length;

    /// <summary>The last reply of the gateway; empty where there is none.</summary>
    public string LastReply { get; private set; } = "";

    /// <summary>Sends one message.</summary>
    public async Task<SubmissionFate> SendAsync(long number, int size)
    {
        bool isUnderWay = false;
        try
        {
            if (_socket is null) await ConnectAsync();
            if (!await SaysAsync($"MAIL FROM:<{GatewayFolder.Sender}>\r\n", '2') || !await SaysAsync("RCPT TO:<eva@example.org>\r\n", '2') || !await SaysAsync("DATA\r\n", '3'))
            {
                Dispose();
                return SubmissionFate.Refused;
            }

            isUnderWay = true;
            await _socket!.SendAsync(Stuffed(MarkedMessage.Make(number, size)));
            char code = await ReplyAsync();
            if (code == '2') return SubmissionFate.Accepted;
            if (code is not ('4' or '5')) throw new IOException("The connection was closed.");
            Dispose();
            return SubmissionFate.Refused;
        }
        catch (Exception lost) when (lost is SocketException or IOException)
        {
            Dispose();
            return isUnderWay ? SubmissionFate.Unknown : SubmissionFate.Refused;
        }
    }

    /// <summary>Whether a new session is greeted; it is closed at once.</summary>
    public async Task<bool> GreetsAsync()
    {
        _length = 0;
        _socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _socket.ConnectAsync(gateway);
        bool isGreeted = await ReplyAsync() == '2';
        Dispose();
        return isGreeted;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static byte[] Stuffed(byte[] message)
    {
        var stuffed = new List<byte>(message.Length + 64);
        for (int i = 0; i < message.Length; i++)
        {
            if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) stuffed.Add((byte)'.');
            stuffed.Add(message[i]);
        }

        stuffed.AddRange(".\r\n"u8);
        return [.. stuffed];
    }

    private async Task ConnectAsync()
    {
        _length = 0;
        var socket = new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        await socket.ConnectAsync(gateway);
        string login = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{GatewayFolder.Sender}\0{GatewayFolder.Password}"));
        if (await ReplyAsync() != '2' || !await SaysAsync("EHLO client.example\r\n", '2') || !await SaysAsync($"AUTH PLAIN {login}\r\n", '2')) throw new IOException("No session: " + LastReply);
    }

    private async Task<bool> SaysAsync(string command, char expected)
    {
        await _socket!.SendAsync(Encoding.ASCII.GetBytes(command));
        return await ReplyAsync() == expected;
    }

    // The first digit of the reply; NUL where the connection was closed.
    private async Task<char> ReplyAsync()
    {
        LastReply = "";
        while (true)
        {
            int end = _buffer.AsSpan(0, _length).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                string line = Encoding.ASCII.GetString(_buffer, 0, end);
                _buffer.AsSpan(end + 2, _length - end - 2).CopyTo(_buffer);
                _length -= end + 2;
                if (line.Length > 3 && line[3] == '-') continue;
                LastReply = line;
                return line[0];
            }

            int read = await _socket!.ReceiveAsync(_buffer.AsMemory(_length));
            if (read == 0) return '\0';
            _length += read;
        }
    }
}
