using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

public sealed class HostilePeerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Openings => new()
    {
        { "554 5.7.1 go away\r\n", "554 5.7.1 go away" },
        { "421 4.3.2 later\r\n", "421 4.3.2 later" },
        { "221 bye\r\n", "ProtocolViolation" },
        { "354 go\r\n", "ProtocolViolation" },
        { "SSH-2.0-OpenSSH\r\n", "ProtocolViolation" },
        { "HTTP/1.1 400 Bad Request\r\n", "ProtocolViolation" },
        { "\r\n", "ProtocolViolation" },
        { "220", "ConnectionLost" },
        { "", "ConnectionLost" },
        { "220-a\r\n221 b\r\n", "ProtocolViolation" },
        { "220-a\r\n", "ConnectionLost" },
        { "220x\r\n", "ProtocolViolation" },
        { "620 a\r\n", "ProtocolViolation" },
        { "220 " + new string('x', 3000) + "\r\n", "ProtocolViolation" },
        { new string('x', 10_000), "ProtocolViolation" },
        { string.Concat(Enumerable.Repeat("220-a\r\n", 200)), "ProtocolViolation" },
    };

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task Connect_OddGreeting_IsAValue(string greeting, string expected)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(greeting);
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        Assert.Null(result.Connection);
        Assert.Equal(expected, result.Reply.ToString());
    }

    [Theory]
    [InlineData("220", "TlsFailed")]
    [InlineData("250", "TlsFailed")]
    [InlineData("354", "TlsFailed")]
    [InlineData("421", "421 x")]
    [InlineData("454", "250 STARTTLS")]
    [InlineData("500", "250 STARTTLS")]
    [InlineData("502", "250 STARTTLS")]
    [InlineData("530", "250 STARTTLS")]
    public async Task StartTls_Answered_IsFollowedOrGivenUp(string code, string expected)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250-x\r\n250 STARTTLS\r\n", code + " x\r\n");
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        Assert.Equal(expected, result.Reply.ToString());
        await DisposeAsync(result);
    }

    [Theory]
    [InlineData("250 x\r\n", "500 x\r\n")]
    [InlineData("250-x\r\n250 STARTTLS\r\n", "454 x\r\n")]
    [InlineData("250-x\r\n250 STARTTLS\r\n", "220 x\r\n")]
    [InlineData("502 x\r\n", "250 x\r\n")]
    public async Task StartTls_RequiredAndNotToBeHad_SendsNoMail(string hello, string next)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", hello, next);
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions { Tls = SmtpClientTls.Required }, TimeProvider.System, Cancel);
        Assert.Null(result.Connection);
        Assert.Equal(SmtpClientFailure.TlsFailed, result.Reply.Failure);
        Assert.DoesNotContain(peer.Received, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartTls_SelfSignedCertificate_IsTakenOnlyWhereTlsIsOptional()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        SmtpConnectResult optional = await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions { TlsServerName = "localhost" }, TimeProvider.System, Cancel);
        Assert.True(optional.Connection!.IsEncrypted);
        await DisposeAsync(optional);
        SmtpConnectResult required = await SmtpClientConnection.ConnectAsync(
            server.StartTls, new SmtpClientOptions { TlsServerName = "localhost", Tls = SmtpClientTls.Required }, TimeProvider.System, Cancel);
        Assert.Equal(SmtpClientFailure.TlsFailed, required.Reply.Failure);
    }

    [Fact]
    public async Task StartTls_CleartextBehindTheReply_IsDropped()
    {
        string? afterHandshake = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            await p.SayAsync("220 x\r\n");
            await p.ReadLineAsync();
            await p.SayAsync("250-x\r\n250 STARTTLS\r\n");
            await p.ReadLineAsync();
            await p.SayAsync("220 ready\r\n250-injected\r\n250 DSN\r\n");
            SslStream tls = new(p.Stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = TestCertificate.Localhost });
            p.Stream = tls;
            afterHandshake = await p.ReadLineAsync();
            await p.SayAsync("250-x\r\n250 PIPELINING\r\n");
        });
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        Assert.Equal("EHLO localhost", afterHandshake);
        Assert.True(result.Connection!.Capabilities.Pipelining);
        Assert.False(result.Connection.Capabilities.Dsn);
        await DisposeAsync(result);
    }

    [Fact]
    public async Task Transfer_RefusedThenClosedWhilePipelining_IsTheRefusalAndNoNetworkError()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250-x\r\n250 PIPELINING\r\n", "550 5.7.1 not you\r\n");
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        SmtpTransferResult sent = await SendAsync(result.Connection!);
        Assert.Equal("550 5.7.1 not you", sent.Deciding.ToString());
        await DisposeAsync(result);
    }

    [Theory]
    [InlineData("354 go\r\n")]
    [InlineData("250 x\r\n", "354 go\r\n")]
    [InlineData("250 x\r\n250 unasked\r\n", "250 x\r\n", "354 go\r\n", "", "554 no\r\n")]
    [InlineData("250 x\r\n", "250 x\r\n", "354 go\r\n250 unasked\r\n", "", "554 no\r\n")]
    public async Task Transfer_YesToNothing_IsNotTakenForTheAnswer(params string[] replies)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(["220 x\r\n", "250 x\r\n", .. replies]);
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        SmtpTransferResult sent = await SendAsync(result.Connection!);
        Assert.Equal("ProtocolViolation", sent.Deciding.ToString());
        Assert.False(result.Connection!.IsUsable);
        await DisposeAsync(result);
    }

    [Fact]
    public async Task Transfer_ReplyLeftFromTheMessageBefore_EndsTheConnection()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(
            "220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 go\r\n", "", "250 taken\r\n250 unasked\r\n", "250 x\r\n", "354 go\r\n", "", "554 no\r\n");
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        Assert.True((await SendAsync(result.Connection!)).IsAccepted);
        Assert.Equal("ProtocolViolation", (await SendAsync(result.Connection!)).Deciding.ToString());
        await DisposeAsync(result);
    }

    [Theory]
    [InlineData(0, "TimedOut")]
    [InlineData(1, "TimedOut")]
    [InlineData(2, "TimedOut")]
    [InlineData(3, "TimedOut")]
    [InlineData(4, "TimedOut")]
    [InlineData(5, "TimedOut")]
    public async Task Peer_FallsSilent_TimesOut(int after, string expected)
    {
        string[] replies = ["220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n"];
        FakeTimeProvider time = new();
        TaskCompletionSource done = new();
        await using ScriptedPeer peer = ScriptedPeer.Start(async p =>
        {
            for (int i = 0; i < after; i++)
            {
                if (i > 0) await p.ReadLineAsync();
                await p.SayAsync(replies[i]);
            }

            await done.Task;
        });

        Task<SmtpPeerReply> all = SendAllAsync(peer, time);
        TimeSpan waited = await time.AdvanceUntilAsync(all, TimeSpan.FromSeconds(10));
        done.SetResult();
        Assert.Equal(expected, (await all).ToString());
        Assert.True(waited >= TimeSpan.FromMinutes(2), waited.ToString());
    }

    [Fact]
    public async Task Connect_NobodyListens_IsAValue()
    {
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // it refuses, and nobody else can have it
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync((IPEndPoint)nobody.LocalEndPoint!, new SmtpClientOptions(), TimeProvider.System, Cancel);
        Assert.Equal(SmtpClientFailure.ConnectFailed, result.Reply.Failure);
    }

    [Fact]
    public async Task Transfer_Cancelled_ThrowsAndAbandonsTheConnection()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250 x\r\n");
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result.Connection!.TransferAsync(
            Envelope(), default, MessageBody.FromMemory(default), source.Token).AsTask());
        Assert.False(result.Connection!.IsUsable);
        await DisposeAsync(result);
    }

    private static async Task<SmtpPeerReply> SendAllAsync(ScriptedPeer peer, FakeTimeProvider time)
    {
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions { ConnectTimeout = TimeSpan.FromMinutes(10) }, time, Cancel);
        if (result.Connection is null) return result.Reply;
        SmtpTransferResult sent = await SendAsync(result.Connection);
        await DisposeAsync(result);
        return sent.Deciding;
    }

    private static ValueTask<SmtpTransferResult> SendAsync(SmtpClientConnection connection) =>
        connection.TransferAsync(Envelope(), default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel);

    private static SmtpEnvelope Envelope() => new(
        new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None), [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None)]);

    private static ValueTask DisposeAsync(SmtpConnectResult result) => result.Connection?.DisposeAsync() ?? default;
}
