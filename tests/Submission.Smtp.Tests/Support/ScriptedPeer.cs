using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Submission.Smtp.Tests.Support;

/// <summary>A server that says exactly what a test wants, to one client.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<string> _received = new();
    private readonly Task _playing;

    private ScriptedPeer(Func<ScriptedPeer, Task> play)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _playing = PlayAsync(play);
    }

    public IPEndPoint EndPoint { get; }

    public Stream Stream { get; set; } = Stream.Null;

    /// <summary>All lines that the client has sent up to now; more may come while they are looked at.</summary>
    public IReadOnlyList<string> Received => [.. _received];

    public static ScriptedPeer Start(Func<ScriptedPeer, Task> play) => new(play);

    /// <summary>Answers line by line: each reply is sent after a line has come, the first one at once.</summary>
    public static ScriptedPeer Start(params string[] replies) => new(async peer =>
    {
        for (int i = 0; i < replies.Length; i++)
        {
            if (i > 0 && await peer.ReadLineAsync() is null) return;
            await peer.SayAsync(replies[i]);
        }
    });

    public async Task SayAsync(string text) => await Stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads exactly so many octets.</summary>
    public async Task<string> ReadOctetsAsync(int count)
    {
        byte[] octets = new byte[count];
        await Stream.ReadExactlyAsync(octets);
        return Encoding.UTF8.GetString(octets);
    }

    public async Task<string?> ReadLineAsync()
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await Stream.ReadAsync(one) > 0)
        {
            line.Add(one[0]);
            if (one[0] != '\n') continue;
            string text = Encoding.UTF8.GetString([.. line])[..^2];
            _received.Enqueue(text);
            return text;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Stream.DisposeAsync();
        await _playing;
    }

    private async Task PlayAsync(Func<ScriptedPeer, Task> play)
    {
        try
        {
            using Socket socket = await _listener.AcceptAsync();
            socket.NoDelay = true;
            Stream = new NetworkStream(socket);
            await play(this);
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidOperationException or ArgumentOutOfRangeException or AuthenticationException)
        {
            _received.Enqueue("broken");
        }
    }
}
