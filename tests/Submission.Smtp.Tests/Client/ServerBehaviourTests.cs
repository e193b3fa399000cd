using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>What servers do to a client that wants TLS: it never hangs, never throws, and sends mail in clear only where STARTTLS is absent or refused.</summary>
public sealed class ServerBehaviourTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The rows.</summary>
    public static TheoryData<string, string, string> Behaviours
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            foreach (StartTlsBehaviour row in StartTlsBehaviours.All) rows.Add(row.Changes, row.WhenOffered, row.Required);
            return rows;
        }
    }

    [Fact]
    public void Behaviours_AreAllThere() => Assert.Equal(59, Behaviours.Count);

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task Server_Behaves_MailGoesOnlyWhereItMay(string behaviour, string whenOffered, string required)
    {
        Assert.Equal(whenOffered, await DeliverAsync(behaviour, SmtpClientTls.WhenOffered));
        Assert.Equal(required, await DeliverAsync(behaviour, SmtpClientTls.Required));
    }

    [Theory]
    [InlineData("HANDSHAKE=close")]
    [InlineData("HANDSHAKE=250-mx.example|250 PIPELINING")]
    [InlineData("HANDSHAKE=500 what?")]
    [InlineData("HANDSHAKE=\u0015\u0003\u0003\u0000\u0002\u0002\u0028")]
    public async Task Handshake_Fails_NothingFollowsInClear(string behaviour)
    {
        Assert.Equal("TlsFailed", await DeliverAsync(behaviour, SmtpClientTls.WhenOffered));
        Assert.Equal("TlsFailed", await DeliverAsync(behaviour, SmtpClientTls.Required));
    }

    [Theory]
    [InlineData("TLSEHLO=421 x", "421 x")]
    [InlineData("TLSEHLO=354 x", "ProtocolViolation")]
    [InlineData("TLSEHLO=500 x", "tls")]
    [InlineData("TLSEHLO=500 x;HELO=550 x", "550 x")]
    [InlineData("TLSEHLO=450 x", "450 x")]
    [InlineData("EHLO=450 x", "450 x")]
    [InlineData("GREETING=220-a|220-b|220 c", "tls")]
    [InlineData("GREETING=close", "ConnectionLost")]
    [InlineData("EHLO=close", "ConnectionLost")]
    [InlineData("STARTTLS=close", "ConnectionLost")]
    [InlineData("TLSEHLO=close", "ConnectionLost")]
    [InlineData("MAIL=close", "MAIL ConnectionLost")]
    [InlineData("RCPT=close", "MAIL ConnectionLost")]
    [InlineData("DATA=close", "MAIL ConnectionLost")]
    [InlineData("END=close", "MAIL ConnectionLost")]
    [InlineData("MAIL=421 x", "MAIL 421 x")]
    [InlineData("RCPT=421 x", "MAIL 421 x")]
    [InlineData("DATA=421 x", "MAIL 421 x")]
    [InlineData("END=421 x", "MAIL 421 x")]
    [InlineData("MAIL=250-a|251 b", "MAIL ProtocolViolation")]
    [InlineData("RCPT=999 b", "MAIL ProtocolViolation")]
    [InlineData("DATA=250 b", "MAIL ProtocolViolation")]
    [InlineData("END=354 b", "MAIL ProtocolViolation")]
    public async Task Server_Falters_IsAValue(string behaviour, string expected) => Assert.Equal(expected, await DeliverAsync(behaviour, SmtpClientTls.WhenOffered));

    private static async Task<string> DeliverAsync(string changes, SmtpClientTls tls)
    {
        ServerBehaviour behaviour = new(changes);
        await using ScriptedPeer peer = ScriptedPeer.Start(behaviour.PlayAsync);
        SmtpClientOptions options = new() { Tls = tls, ValidateCertificate = static (_, _, _, _) => true };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, options, TimeProvider.System, Cancel);
        Assert.Equal(peer.EndPoint, result.RemoteEndPoint);
        SmtpPeerReply? sent = result.Connection is null ? null : await UseAsync(result.Connection, changes);
        await peer.DisposeAsync();

        bool inClear = behaviour.Clear.Any(static line => line.StartsWith("MAIL", StringComparison.Ordinal));
        bool encrypted = behaviour.Encrypted.Any(static line => line.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.False(inClear && (encrypted || tls == SmtpClientTls.Required));
        if (sent is null)
        {
            Assert.False(inClear || encrypted);
            return result.Reply.ToString();
        }

        return sent.IsPositive ? inClear ? "clear" : "tls" : $"MAIL {sent}";
    }

    private static async Task<SmtpPeerReply> UseAsync(SmtpClientConnection connection, string changes)
    {
        await using SmtpClientConnection open = connection;
        // What was said in clear is forgotten under TLS.
        Assert.False(connection.IsEncrypted && (connection.Capabilities.StartTls || connection.Capabilities.AuthLogin));
        Assert.Equal(connection.IsEncrypted, connection.RemoteCertificate is not null && connection.CipherSuite is not null && connection.TlsProtocol != default);
        SmtpEnvelope envelope = new(
            new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None), [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None)]);
        SmtpTransferResult sent = await connection.TransferAsync(envelope, default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel);
        if (!sent.IsAccepted) return sent.Deciding;

        SmtpPeerReply reset = await connection.ResetAsync(Cancel);
        bool broke = changes is "RSET=354 x" or "RSET=421 x";
        Assert.Equal(!broke, connection.IsUsable);
        Assert.Equal(changes == "RSET=354 x" ? SmtpClientFailure.ProtocolViolation : SmtpClientFailure.None, reset.Failure);
        SmtpPeerReply quit = await connection.QuitAsync(Cancel);
        Assert.Equal(broke ? SmtpClientFailure.ConnectionLost : SmtpClientFailure.None, quit.Failure);
        Assert.False(connection.IsUsable);
        return sent.Deciding;
    }
}
