using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace E2E.Tests.Peers;

/// <summary>
/// The next hop: takes every message and keeps its octets. For the recipients that a test names it says something else, or nothing (an empty text): then it closes.
/// </summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private const string Extensions = "250-sink.example\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES";
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<SinkMessage> _messages = [];
    private readonly ConcurrentDictionary<string, string> _recipientReplies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _senderReplies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _endReplies = new(StringComparer.Ordinal);
    private readonly Task _accepting;

    public SmtpSink(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Says this to the sender.</summary>
    public void AnswerSender(string address, string reply) => _senderReplies[address] = reply;

    /// <summary>Says this to the recipient; closes where the text is empty.</summary>
    public void AnswerRecipient(string address, string reply) => _recipientReplies[address] = reply;

    /// <summary>Says this behind the data of a message to the recipient; closes where the text is empty.</summary>
    public void AnswerEnd(string address, string reply) => _endReplies[address] = reply;

    public SinkMessage[] To(string address) => [.. _messages.Where(message => message.Recipients.Contains(address))];

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
            await TalkAsync(new SinkConnection(client.GetStream(), _stopping.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // the daemon went away, or the test is over
        }
    }

    private async Task TalkAsync(SinkConnection connection)
    {
        await connection.WriteAsync("220 sink.example ESMTP");
        List<string> envelope = [];
        while (await connection.ReadLineAsync() is { } line)
        {
            string verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb is "MAIL" or "RSET") envelope.Clear();
            string reply = verb switch
            {
                "EHLO" => Extensions,
                "MAIL" => _senderReplies.GetValueOrDefault(SinkMessage.AddressOf(line), "250 2.1.0 OK"),
                "RCPT" => _recipientReplies.GetValueOrDefault(SinkMessage.AddressOf(line), "250 2.1.5 OK"),
                "DATA" => envelope.Exists(static line => line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase)) ? "354 go on" : "503 5.5.1 no recipients",
                "QUIT" => "221 2.0.0 bye",
                _ => "250 2.0.0 OK",
            };
            if (verb is "MAIL" || (verb is "RCPT" && reply.StartsWith('2'))) envelope.Add(line);
            if (reply.Length == 0) return;
            await connection.WriteAsync(reply);
            if (verb == "QUIT") return;
            if (verb != "DATA" || reply[0] != '3') continue;

            var message = new SinkMessage([.. envelope], await connection.ReadDataAsync());
            string end = message.Recipients.Select(address => _endReplies.GetValueOrDefault(address)).FirstOrDefault(static text => text is not null) ?? "250 2.0.0 queued";
            if (end.StartsWith('2')) _messages.Add(message);
            if (end.Length == 0) return;
            await connection.WriteAsync(end);
        }
    }
}
