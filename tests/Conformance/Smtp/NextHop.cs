using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conformance.Smtp;

/// <summary>The mail server behind the host: takes every message, unless it is told to refuse, and keeps none.</summary>
internal sealed class NextHop : IAsyncDisposable
{
    /// <summary>What it says to a message that it refuses: neither delivered nor bounced.</summary>
    public const string Refusal = "451 4.3.0 not now";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public NextHop()
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Whether it refuses messages.</summary>
    public bool Refuses { get; set; }

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
        client.NoDelay = true;
        NetworkStream stream = client.GetStream();
        try
        {
            await SayAsync(stream, "220 next.invalid ESMTP");
            await TalkAsync(stream);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // the host went away, or the case is over
        }
    }

    // Commands come in pieces of any size; the data of a message ends at the dot that stands alone.
    private async Task TalkAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        int end = 0;
        bool isData = false;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(end), _stopping.Token);
            if (read == 0) return;
            end += read;
            if (isData)
            {
                int dot = buffer.AsSpan(0, end).IndexOf("\r\n.\r\n"u8);
                int done = dot >= 0 ? dot + 5 : Math.Max(end - 4, 0);
                buffer.AsSpan(done, end - done).CopyTo(buffer);
                end -= done;
                isData = dot < 0;
                if (dot >= 0) await SayAsync(stream, Refuses ? Refusal : "250 2.0.0 taken");
            }

            int line;
            while (!isData && (line = buffer.AsSpan(0, end).IndexOf("\r\n"u8)) >= 0)
            {
                string verb = Encoding.ASCII.GetString(buffer, 0, Math.Min(line, 4)).ToUpperInvariant();
                isData = verb == "DATA";
                // The line's end stays before the data, so that a message of one dot is one.
                int done = isData ? line : line + 2;
                buffer.AsSpan(done, end - done).CopyTo(buffer);
                end -= done;
                await SayAsync(stream, Answer(verb));
            }
        }
    }

    private static string Answer(string verb) => verb switch
    {
        "EHLO" => "250-next.invalid\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES",
        "DATA" => "354 go on",
        "QUIT" => "221 2.0.0 bye",
        _ => "250 2.0.0 OK",
    };

    private async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stopping.Token);
}
