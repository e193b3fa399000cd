using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>A whole session without TLS, cut anywhere: the same replies and the same messages come of it, and every reply is one.</summary>
internal static class SessionTarget
{
    private const int Cuts = 2;
    private const int Short = 300;
    private static readonly string[] Last = ["HELO", "EHLO", "DATA"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false);

    private static readonly SmtpServerOptions Options = new()
    {
        Hostname = "h.example",
        AllowCleartextAuthentication = true,
        MaximumLineLength = 512,
        MaximumDataLineLength = 1000,
        // More than an input has: of a message that is too big and holds a bare LF besides, it depends on the cut which of the two is told.
        MaximumMessageSize = 4096,
        MaximumRecipients = 100,
        MaximumErrors = 20,
        MaximumIdleCommands = 20,
    };

    public static void Run(byte[] input)
    {
        (string replies, string messages) = Serve(input, []);
        foreach (string line in replies.Split("\r\n")[..^1])
            Assert.True(line.Length > 3 && char.IsAsciiDigit(line[0]) && line[3] is ' ' or '-' && !line.Any(char.IsControl), "no reply: " + line);
        Assert.EndsWith("\r\n", replies, StringComparison.Ordinal);
        Assert.False(messages.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny("\r\n\0"));

        // Where it is cut depends on the input, so that among all inputs it is cut everywhere.
        int sum = input.Sum(static octet => octet);
        for (int i = 0; i < Cuts && input.Length > 1; i++) Assert.Equal((replies, messages), Serve(input, [1 + ((sum + (i * 31)) % (input.Length - 1))]));
        if (input.Length < Short) Assert.Equal((replies, messages), Serve(input, [.. Enumerable.Range(1, Math.Max(0, input.Length - 1))]));
    }

    private static (string Replies, string Messages) Serve(byte[] input, int[] cuts)
    {
        Script script = new() { Authenticate = static (_, _) => default };
        SmtpConnectionHandler handler = new(Options, script, null, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance);
        (DuplexPipe server, DuplexPipe client) = DuplexPipe.Pair(Inline);
        DefaultConnectionContext connection = new("c", server, client)
        {
            RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            LocalEndPoint = new IPEndPoint(IPAddress.Loopback, 2),
        };
        Task served = handler.OnConnectedAsync(connection, SmtpListenerMode.StartTls);
        foreach (ReadOnlyMemory<byte> piece in Pieces.Of(input, [.. cuts.Union(Ends(input)).Order()]))
        {
            if (served.IsCompleted) break;
            client.Output.WriteAsync(piece).AsTask().GetAwaiter().GetResult();
        }

        client.Output.Complete();
        if (!served.Wait(Patience)) throw new TimeoutException("The session goes on without its client.");
        served.GetAwaiter().GetResult();
        server.Output.Complete();
        StringBuilder replies = new();
        while (client.Input.TryRead(out ReadResult read) && !read.Buffer.IsEmpty)
        {
            foreach (ReadOnlyMemory<byte> segment in read.Buffer) replies.Append(Encoding.Latin1.GetString(segment.Span));
            client.Input.AdvanceTo(read.Buffer.End);
        }

        client.Input.Complete();
        server.Input.Complete();
        return (replies.ToString(), string.Join('|', script.Messages.Select(Encoding.Latin1.GetString)));
    }

    // What comes with one of these commands, before its reply, is held against the client: there it must always be cut. A chunk may end in the middle of a line.
    private static IEnumerable<int> Ends(byte[] input)
    {
        for (int start = 0; input.AsSpan(start).IndexOf("\r\n"u8) is >= 0 and int length; start += length + 2)
        {
            int end = start + length + 2;
            string line = Encoding.Latin1.GetString(input, start, length);
            if (end < input.Length && Last.Any(verb => line.Contains(verb, StringComparison.OrdinalIgnoreCase))) yield return end;
        }
    }
}
