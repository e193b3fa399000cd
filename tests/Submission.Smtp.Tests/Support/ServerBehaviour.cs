using System.Collections.Concurrent;
using System.Net.Security;

namespace Submission.Smtp.Tests.Support;

/// <summary>
/// A server that does everything right but for what a test changes: <c>VERB=reply;VERB=reply</c>, where <c>|</c> ends a line, <c>close</c> closes
/// and <c>hang</c> says nothing for ever. Besides verbs there are GREETING, TLSEHLO (EHLO under TLS), END (of the message) and HANDSHAKE (said instead of TLS).
/// </summary>
internal sealed class ServerBehaviour
{
    private readonly Dictionary<string, string> _replies = new(StringComparer.Ordinal)
    {
        ["GREETING"] = "220 mx.example ESMTP",
        ["EHLO"] = "250-mx.example|250-STARTTLS|250 8BITMIME",
        ["TLSEHLO"] = "250-mx.example|250 8BITMIME",
        ["HELO"] = "250 mx.example",
        ["STARTTLS"] = "220 ready",
        ["DATA"] = "354 go",
        ["END"] = "250 2.0.0 taken",
        ["QUIT"] = "221 bye",
    };

    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServerBehaviour(string changes)
    {
        foreach (string change in changes.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = change.IndexOf('=', StringComparison.Ordinal);
            _replies[change[..equals]] = change[(equals + 1)..];
        }
    }

    /// <summary>The certificate.</summary>
    public SslStreamCertificateContext Certificate { get; init; } = TestCertificate.Localhost;

    /// <summary>Ends when the server has begun to say nothing.</summary>
    public Task Hanging => _hanging.Task;

    /// <summary>What the client sent in clear, a handshake included.</summary>
    public ConcurrentQueue<string> Clear { get; } = new();

    /// <summary>What the client sent under TLS.</summary>
    public ConcurrentQueue<string> Encrypted { get; } = new();

    public async Task PlayAsync(ScriptedPeer peer)
    {
        if (!await SayAsync(peer, "GREETING")) return;
        bool isData = false;
        while (await peer.ReadLineAsync() is { } line)
        {
            bool isEncrypted = peer.Stream is SslStream;
            (isEncrypted ? Encrypted : Clear).Enqueue(line);
            if (isData && line != ".") continue;
            string verb = isData ? "END" : line.Split(' ', ':')[0];
            if (verb == "EHLO" && isEncrypted) verb = "TLSEHLO";
            if (verb == "BDAT") await peer.ReadOctetsAsync(int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            if (!await SayAsync(peer, verb)) return;
            isData = verb == "DATA" && Reply(verb).StartsWith("354", StringComparison.Ordinal);
            if (verb == "STARTTLS" && Reply(verb).StartsWith("220", StringComparison.Ordinal) && !await EncryptAsync(peer)) return;
            if (verb == "QUIT") return;
        }
    }

    private async Task<bool> EncryptAsync(ScriptedPeer peer)
    {
        if (_replies.ContainsKey("HANDSHAKE")) return await SayAsync(peer, "HANDSHAKE");
        SslStream tls = new(peer.Stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = Certificate });
        peer.Stream = tls;
        return true;
    }

    private string Reply(string verb) => _replies.GetValueOrDefault(verb, "250 2.0.0 ok");

    private async Task<bool> SayAsync(ScriptedPeer peer, string verb)
    {
        string reply = Reply(verb);
        if (reply == "close") return false;
        if (reply == "hang")
        {
            _hanging.TrySetResult();
            while (await peer.Stream.ReadAsync(new byte[4096]) > 0)
            {
            }

            return false;
        }

        await peer.SayAsync(reply.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n");
        return true;
    }
}
