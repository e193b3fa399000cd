using System.Text;
using Submission.Milter.Tests.Protocol;
using Submission.Milter.Tests.Support;

namespace Submission.Milter.Tests.Server;

/// <summary>A mail server that does not keep to the protocol is told so in the log, and closed; the others are not harmed.</summary>
public sealed class ProtocolTests
{
    private static readonly string Policy = MilterServer.PolicyOf("stage: message\nrefuse-if: message.size > 100000\nreply: 552 5.3.4 {id} big");

    private static readonly byte[] Begin = Packets.Negotiation(6, 0x1ff, 0x1fffff);
    private static readonly byte[] Mail = Packets.Texts('M', "<a@example.com>");
    private static readonly byte[] Recipient = Packets.Texts('R', "<b@example.com>");
    private static readonly byte[] Field = Packets.Texts('L', "Subject", " x");

    public static TheoryData<string, byte[], string> Violations => new()
    {
        { "no packet", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), "longer than" },
        { "length 0", [0, 0, 0, 0], "length 0" },
        { "length 2^32-1", [0xff, 0xff, 0xff, 0xff, (byte)'O'], "longer than" },
        { "too long before the negotiation", [0, 0, 0x10, 1, (byte)'O'], "longer than" },
        { "no negotiation", Mail, "did not begin" },
        { "short negotiation", Packets.Of('O', [0, 0, 0, 6]), "too short" },
        { "version 1", Packets.Negotiation(1, 0, 0), "version 1" },
        { "second negotiation", [.. Begin, .. Begin], "a second negotiation" },
        { "length 0 later", [.. Begin, 0, 0, 0, 0], "length 0" },
        { "length 2^32-1 later", [.. Begin, 0xff, 0xff, 0xff, 0xff], "longer than" },
        { "MAIL before the client", [.. Begin, .. Mail], "Mail before the client has connected" },
        { "body before the client", [.. Begin, .. Packets.Of('B', 1)], "Body before the client" },
        { "client without an end", [.. Begin, .. Packets.Of('C', "x"u8)], "address cannot be read" },
        { "second client", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Client("192.0.2.8")], "a second client" },
        { "HELO without an end", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Of('H', "x"u8)], "without an end" },
        { "MAIL without an end", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Of('M', "<a@example.com>"u8)], "without an end" },
        { "MAIL twice", [.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Mail], "MAIL within a message" },
        { "RCPT before MAIL", [.. Begin, .. Packets.Client("192.0.2.7"), .. Recipient], "RCPT before MAIL" },
        { "header before MAIL", [.. Begin, .. Packets.Client("192.0.2.7"), .. Field], "header field before MAIL" },
        { "body before MAIL", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Of('B', 1)], "body before MAIL" },
        { "end before MAIL", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Of('E')], "end of a message before MAIL" },
        { "RCPT behind the header", [.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Field, .. Recipient], "RCPT within the content" },
        { "header behind the body", [.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Packets.Of('B', 1), .. Field], "behind the body" },
        { "header without a value", [.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Packets.Texts('L', "Subject")], "header field without an end" },
        { "header without an end", [.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Packets.Of('L', "Subject\0 x"u8)], "header field without an end" },
        { "macros of nothing", [.. Begin, .. Packets.Of('D')], "macros of no command" },
        { "macros of an unknown command", [.. Begin, .. Packets.Macros('z', "i", "1")], "macros of an unknown command" },
        { "macro without a value", [.. Begin, .. Packets.Macros('M', "i")], "a macro without an end" },
        { "unknown command", [.. Begin, .. Packets.Client("192.0.2.7"), .. Packets.Of('?')], "an unknown command" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task MailServer_OutsideTheProtocol_IsClosedAndNamedInTheLog(string what, byte[] sent, string logged)
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        await using MilterPeer other = await MilterPeer.OpenAsync(server.EndPoint);
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);

        await peer.SendAsync(sent);
        while (await peer.ReadAsync() is not null)
        {
            // What could be answered before.
        }

        Assert.True(
            server.Log.Any(line => line.StartsWith("Warning Milter connection", StringComparison.Ordinal) && line.Contains(logged, StringComparison.Ordinal)),
            $"{what}: {string.Join('\n', server.Log)}");
        Assert.Equal("continue", await other.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await other.RecipientAsync("<b@example.com>"));
        Assert.EndsWith("continue", await other.MessageAsync("Subject: x\r\n", "x\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(300_000)]
    public async Task Message_OfAnySize_IsScannedAsTheMailServerHasIt(int size)
    {
        var scanners = new ScriptedScanners();
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf("stage: message\nvirus: found\nreply: 550 5.1.0 {id} virus"), scanners: scanners);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        var body = new StringBuilder(size);
        while (body.Length + 80 < size) body.Append('.', 76).Append("\r\n");
        body.Append('x', size - body.Length);

        await peer.MailAsync("<a@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.EndsWith("continue", await peer.MessageAsync("Subject: one~\ttwo\r\nX-Empty:\r\nTo:\tb\r\n", body.ToString()), StringComparison.Ordinal);
        Assert.Equal($"Subject: one\r\n\ttwo\r\nX-Empty:\r\nTo:\tb\r\n\r\n{body}", scanners.Seen);
    }

    [Fact]
    public async Task Message_AboveTheBound_IsRefusedAtItsEnd()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy, static options => options.Milter.MessageSize = 100_000);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync("<a@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.Equal("552 5.3.4 Message too big", await peer.MessageAsync("Subject: x\r\n", new string('x', 200_000)));
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
    }

    [Fact]
    public async Task Body_AboveTheBoundForAPeerThatIsAnswered_IsSkipped()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy, static options => options.Milter.MessageSize = 100_000);
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync(steps: 0x1fffff & ~0x80000u);
        await peer.ClientAsync("192.0.2.7");
        await peer.HelloAsync("client.example");
        await peer.MailAsync("<a@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.Equal("continue", (await peer.AskAsync(Packets.Of('B', new byte[65535].Select(static _ => (byte)'x').ToArray()))).ToString());
        Assert.Equal("skip", (await peer.AskAsync(Packets.Of('B', new byte[65535].Select(static _ => (byte)'x').ToArray()))).ToString());
        Assert.Equal("552 5.3.4 Message too big", (await peer.AskAsync(Packets.Of('E'))).ToString());
    }

    [Fact]
    public async Task Message_SM4_WithABareCr_IsRefusedAsTheSmtpServerDoes()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync("<a@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.Equal("550 5.6.0 Message holds a bare CR, a bare LF or a NUL", await peer.MessageAsync("Subject: x\r\n", "a\r.\r\nb\r\n"));
    }

    [Fact]
    public async Task Peer_ThatSendsAnOctetAtATime_IsAnsweredTheSame()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        foreach (byte octet in (byte[])[.. Begin, .. Packets.Client("192.0.2.7"), .. Mail, .. Recipient, .. Field, .. Packets.Of('E', "x\r\n"u8)]) await peer.SendAsync([octet]);
        Assert.Equal('O', (await peer.ReadAsync())!.Code);
        Assert.Equal("continue", (await peer.ReadAsync())!.ToString());
        Assert.Equal("continue", (await peer.ReadAsync())!.ToString());
        Assert.Matches("^insert .*\ncontinue$", await peer.AnswersAsync());
    }
}
