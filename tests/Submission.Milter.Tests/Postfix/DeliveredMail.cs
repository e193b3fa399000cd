using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Milter.Tests.Postfix;

/// <summary>Where Postfix delivers: takes every message and keeps its octets, one character each. It reads what is pipelined, as Postfix sends QUIT with the end of its message.</summary>
internal sealed class DeliveredMail : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _messages = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public DeliveredMail()
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public string[] Messages => [.. _messages];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> served = [];
        try
        {
            while (true) served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            await TalkAsync(client.GetStream());
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // Postfix went away, or the test is over
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync(stream, "220 sink.example");
        while (await ReadLineAsync(reader) is { } line)
        {
            string verb = line.Split(' ')[0].TrimEnd('\r').ToUpperInvariant();
            await SayAsync(stream, verb switch { "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 sink.example" });
            if (verb == "QUIT") return;
            if (verb != "DATA") continue;
            var message = new StringBuilder();
            while (await ReadLineAsync(reader) is { } text && text != ".\r") message.Append(text.StartsWith('.') ? text[1..] : text).Append('\n');
            _messages.Enqueue(message.ToString());
            await SayAsync(stream, "250 taken");
        }
    }

    private ValueTask SayAsync(NetworkStream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stopping.Token);

    // Up to LF and without it; a CR stays, wherever it stands.
    private async Task<string?> ReadLineAsync(StreamReader reader)
    {
        var line = new StringBuilder();
        char[] one = new char[1];
        while (await reader.ReadAsync(one, _stopping.Token) > 0)
        {
            if (one[0] == '\n') return line.ToString();
            line.Append(one[0]);
        }

        return null;
    }
}
