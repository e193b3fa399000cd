using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>
/// A mail server that says what the test wants. It takes everything unless <see cref="Answer"/> gives another reply to a command; <c>.</c> stands for the end of the
/// data. An empty reply closes the connection, <see langword="null"/> is the usual reply.
/// </summary>
internal sealed class ScriptedNextHop : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _connections;

    public ScriptedNextHop(IPEndPoint? endPoint = null)
    {
        _listener = new TcpListener(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public Func<string, Task<string?>> Answer { get; set; } = static _ => Task.FromResult<string?>(null);

    /// <summary>What EHLO offers.</summary>
    public string Extensions { get; set; } = "250-hop\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES";

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The messages whose end was seen, with the envelope before them.</summary>
    public ConcurrentQueue<(string Envelope, byte[] Data)> Messages { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Closes all connections that are open now.</summary>
    public void CloseConnections()
    {
        while (_clients.TryTake(out TcpClient? client)) client.Dispose();
    }

    /// <summary>Stops; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted) return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        CloseConnections();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Commands.Enqueue("(stopped)");
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient _ = client;
        try
        {
            await TalkAsync(client.GetStream());
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            Commands.Enqueue("(closed)");
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        await WriteAsync(stream, "220 hop ESMTP");
        var envelope = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line)
        {
            Commands.Enqueue(line);
            string verb = line.Split(' ')[0].ToUpperInvariant();
            string? answer = await Answer(line);
            if (answer is "") return;
            answer ??= verb switch { "EHLO" => Extensions, "DATA" => "354 go on", "QUIT" => "221 2.0.0 bye", "MAIL" => "250 2.1.0 OK", "RCPT" => "250 2.1.5 OK", _ => "250 2.0.0 OK" };
            if (verb is "MAIL" or "RSET") envelope.Clear();
            if (verb is "MAIL" or "RCPT") envelope.Append(line).Append('\n');
            await WriteAsync(stream, answer);
            if (verb != "DATA" || !answer.StartsWith("354", StringComparison.Ordinal)) continue;

            byte[] data = await ReadDataAsync(stream);
            Messages.Enqueue((envelope.ToString(), data));
            Commands.Enqueue(".");
            string? end = await Answer(".");
            if (end is "") return;
            await WriteAsync(stream, end ?? "250 2.0.0 queued");
        }
    }

    private static async Task WriteAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    private static async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet) == 1)
        {
            line.Add(octet[0]);
            if (line is [.., (byte)'\r', (byte)'\n']) return Encoding.UTF8.GetString([.. line[..^2]]);
        }

        return null;
    }

    // Undoes dot-stuffing (RFC 5321, section 4.5.2).
    private static async Task<byte[]> ReadDataAsync(NetworkStream stream)
    {
        var data = new List<byte>();
        var buffer = new byte[65536];
        while (!data.EndsWithText("\r\n.\r\n") && !(data.Count == 3 && data.EndsWithText(".\r\n")))
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0) throw new IOException("cut off");
            data.AddRange(buffer.AsSpan(0, read));
        }

        string text = Encoding.Latin1.GetString([.. data[..^3]]);
        return Encoding.Latin1.GetBytes(("\r\n" + text).Replace("\r\n..", "\r\n.", StringComparison.Ordinal)[2..]);
    }
}

file static class Octets
{
    public static bool EndsWithText(this List<byte> data, string text) =>
        data.Count >= text.Length && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(data)[^text.Length..].SequenceEqual(Encoding.ASCII.GetBytes(text));
}
