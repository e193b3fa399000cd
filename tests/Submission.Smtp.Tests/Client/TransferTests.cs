using System.Text;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

public sealed class TransferTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SmtpClientTls.Never)]
    [InlineData(SmtpClientTls.WhenOffered)]
    public async Task Transfer_ToOurServer_ArrivesExactlyWithThePrefix(SmtpClientTls tls)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        SmtpClientOptions options = new() { HelloName = "client.example", Tls = tls };
        SmtpConnectResult connected = await SmtpClientConnection.ConnectAsync(server.StartTls, options, TimeProvider.System, Cancel);
        await using SmtpClientConnection connection = connected.Connection!;
        Assert.Equal(tls == SmtpClientTls.WhenOffered, connection.IsEncrypted);
        System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = connection.RemoteCertificate;
        Assert.Equal(52_428_800, connection.Capabilities.MaximumSize);

        string[] bodies = ["", ".", "..\r\n", "Subject: x\r\n\r\n.a\r\n..b", "no end", new string('.', 100_000) + "\r\n"];
        foreach (string body in bodies)
        {
            SmtpTransferResult result = await connection.TransferAsync(
                Envelope("eva@domena.cz"), "Received: by x\r\n"u8.ToArray(), MessageBody.FromMemory(Encoding.ASCII.GetBytes(body)), Cancel);
            Assert.True(result.IsAccepted, result.Deciding.ToString());
        }

        Assert.Equal(221, (await connection.QuitAsync(Cancel)).Reply!.Code);
        Assert.Equal(0, certificate?.Handle ?? 0);
        Assert.Equal(
            bodies.Select(static b => "Received: by x\r\n" + b + (b.Length == 0 || b.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n")),
            script.Messages.Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public async Task Transfer_WithParameters_PassesThoseThatAreOffered()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        MailCommand mail = new(EmailAddress.Parse("ž@b.cz"), new SmtpMailParameters
        {
            Body = SmtpBodyType.EightBitMime,
            SmtpUtf8 = true,
            Return = DsnReturn.Headers,
            EnvelopeId = "a+b=c d",
        });
        RcptCommand recipient = new(EmailAddress.Parse("eva@b.cz"), new SmtpRcptParameters
        {
            Notify = DsnNotify.Success | DsnNotify.Delay,
            OriginalRecipient = new OriginalRecipient("rfc822", "x+y@b.cz", "rfc822;x+2By@b.cz"),
        });
        SmtpTransferResult result = await connection.TransferAsync(new SmtpEnvelope(mail, [recipient]), default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel);
        Assert.True(result.IsAccepted);
        Assert.Equal(mail.Parameters with { Size = 3 }, Assert.Single(script.Mails).Parameters);
        Assert.Equal(recipient.Parameters, Assert.Single(script.Recipients).Parameters);
    }

    [Fact]
    public async Task Transfer_ToAPlainServer_LeavesOutWhatItDoesNotOffer()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "502 no\r\n", "250 x\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n");
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        MailCommand mail = new(EmailAddress.NullReversePath, new SmtpMailParameters { Body = SmtpBodyType.EightBitMime, EnvelopeId = "x", Size = 5 });
        RcptCommand recipient = new(EmailAddress.Parse("eva@b.cz"), new SmtpRcptParameters { Notify = DsnNotify.Never });
        SmtpTransferResult result = await connection.TransferAsync(new SmtpEnvelope(mail, [recipient]), default, MessageBody.FromMemory(default), Cancel);
        Assert.Equal(SmtpClientFailure.ConnectionLost, result.Data!.Failure);
        Assert.False(connection.IsUsable);
        Assert.Equal(["EHLO localhost", "HELO localhost", "MAIL FROM:<>", "RCPT TO:<eva@b.cz>", "DATA"], peer.Received.Take(5));
    }

    [Fact]
    public async Task Transfer_I9_SmtpUtf8NotOffered_SendsNothingAndKeepsTheConnection()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250 x\r\n", "250 reset\r\n");
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        MailCommand mail = new(EmailAddress.Parse("ž@b.cz"), new SmtpMailParameters { SmtpUtf8 = true });
        SmtpTransferResult result = await connection.TransferAsync(new SmtpEnvelope(mail, [Recipient("a@b.cz")]), default, MessageBody.FromMemory(default), Cancel);
        Assert.Equal(SmtpClientFailure.SmtpUtf8NotOffered, result.Deciding.Failure);
        Assert.Equal(250, (await connection.ResetAsync(Cancel)).Reply!.Code);
    }

    [Fact]
    public async Task Transfer_RefusedAtAnyStep_HandsTheReplyOnAndMayBeTriedAgain()
    {
        Script script = new() { Mail = static _ => new(SmtpReply.Parse("550 5.1.0 no sender")) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        Assert.Equal("550 5.1.0 no sender", (await SendAsync(connection, Envelope("a@b.cz"))).Deciding.ToString());

        script.Mail = static _ => default;
        script.Recipient = static r => new(r.ForwardPath.LocalPart == "bad" ? SmtpReply.Parse("451 4.2.1 later") : Submission.Smtp.Server.SmtpAnswer.Standard);
        SmtpTransferResult some = await SendAsync(connection, Envelope("a@b.cz", "bad@b.cz", "c@b.cz"));
        Assert.True(some.IsAccepted);
        Assert.Equal([true, false, true], some.Recipients.Select(static r => r.IsPositive));

        SmtpTransferResult none = await SendAsync(connection, Envelope("a@b.cz", "bad@b.cz") with { RequireEveryRecipient = true });
        Assert.False(none.IsAccepted);
        Assert.Equal("451 4.2.1 later", none.Deciding.ToString());
        Assert.Single(script.Messages);

        script.Message = static _ => new(new Submission.Smtp.Server.SmtpAnswer { Reply = SmtpReply.Parse("554 5.7.1 spam"), Lines = ["this is", "spam"] });
        SmtpTransferResult refused = await SendAsync(connection, Envelope("a@b.cz"));
        Assert.Equal("554 5.7.1 spam", refused.Deciding.ToString());
        Assert.Equal(["this is", "spam"], refused.Deciding.Lines);

        script.Message = static _ => default;
        Assert.True((await SendAsync(connection, Envelope("a@b.cz"))).IsAccepted);
    }

    [Fact]
    public async Task Transfer_ManyRecipients_AllAreAnswered()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        SmtpTransferResult result = await SendAsync(connection, Envelope([.. Enumerable.Range(0, 251).Select(static i => $"r{i}@b.cz")]));
        Assert.Equal(251, result.Recipients.Count(static r => r.IsPositive));
        Assert.Equal(251, script.Recipients.Count);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\r")]
    [InlineData("a\n.\r\nMAIL FROM:<x@y.cz>\r\n")]
    public async Task Transfer_BareCrOrLf_IsNeverSentAndTheMessageNeverEnds(string body)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        await Assert.ThrowsAsync<InvalidDataException>(() => connection.TransferAsync(Envelope("a@b.cz"), default, MessageBody.FromMemory(Encoding.ASCII.GetBytes(body)), Cancel).AsTask());
        Assert.False(connection.IsUsable);
        await Patience.UntilAsync(() => script.Log.Contains("closed"));
        Assert.Empty(script.Messages);
    }

    [Fact]
    public async Task Transfer_FromASpooledBody_ArrivesExactly()
    {
        Script next = new();
        await using TestServer nextHop = await TestServer.StartAsync(next);
        byte[] message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(".line of a long message\r\n", 20_000)));
        using MessageSpool spool = new(long.MaxValue, 4096, Path.GetTempPath());
        spool.Append(message);
        MessageBody body = spool.Complete()!;
        Assert.False(body.TryGetMemory(out _));
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(nextHop.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        Assert.True((await connection.TransferAsync(Envelope("a@b.cz"), default, body, Cancel)).IsAccepted);
        Assert.Equal(message, Assert.Single(next.Messages));
    }

    private static ValueTask<SmtpTransferResult> SendAsync(SmtpClientConnection connection, SmtpEnvelope envelope) =>
        connection.TransferAsync(envelope, default, MessageBody.FromMemory("x\r\n"u8.ToArray()), Cancel);

    private static SmtpEnvelope Envelope(params string[] recipients) =>
        new(new MailCommand(EmailAddress.Parse("jan@domena.cz"), SmtpMailParameters.None), [.. recipients.Select(Recipient)]);

    private static RcptCommand Recipient(string address) => new(EmailAddress.Parse(address), SmtpRcptParameters.None);
}
