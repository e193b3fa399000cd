using System.Net.Sockets;
using Submission.Milter.Tests.Support;

namespace Submission.Milter.Tests.Server;

/// <summary>How each kind of verdict is said at each stage.</summary>
public sealed class VerdictTests
{
    private const string ConnectClose = "stage: connect\nrefuse-if: in_network(client.ip, ['192.0.2.0/24'])\nthen: close\nreply: 554 5.1.0 {id} Connection refused from {ip}";
    private const string HeloRefuse = "stage: helo\nrefuse-if: helo.name == 'spammer'\nreply: 550 5.7.1 {id} not you";
    private const string MailClose = "stage: mail\nrefuse-if: sender.address == 'c@example.com'\nthen: close\nreply: 421 4.7.0 {id} closing";
    private const string MailHold = "stage: mail\nrefuse-if: sender.address == 'h@example.com'\nthen: hold";
    private const string MessageDefer = "stage: message\nrefuse-if: message.size > 100\nreply: 452 4.3.1 {id} not now";

    [Fact]
    public async Task Client_ThatIsRefusedAtConnect_HearsTheTextAtHeloAndAlwaysAfter()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(ConnectClose));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync();

        await peer.ClientAsync("192.0.2.7");
        string reply = await peer.HelloAsync("client.example");
        Assert.Matches("^554 5.1.0 [A-Za-z0-9]{22} Connection refused from 192.0.2.7$", reply);
        Assert.Equal(reply, await peer.HelloAsync("client.example"));
        Assert.Equal(reply, await peer.MailAsync("<a@example.com>"));
    }

    [Fact]
    public async Task Client_ThatIsRefusedAtConnectAndSaysNoHelo_HearsTheTextAtMail()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(ConnectClose));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync();
        await peer.ClientAsync("192.0.2.7");
        Assert.StartsWith("554 5.1.0 ", await peer.MailAsync("<a@example.com>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_BehindAnOldMailServer_IsAnsweredAtEachStep()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(HeloRefuse, MessageDefer));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync(version: 2, actions: 0x3f, steps: 0x7f);

        Assert.Equal("continue", await peer.ClientAsync("2001:db8::1"));
        string refused = await peer.HelloAsync("spammer");
        Assert.Matches("^550 5.7.1 [A-Za-z0-9]{22} not you$", refused);
        Assert.Equal(refused, await peer.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await peer.HelloAsync("client.example"));
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await peer.RecipientAsync("<b@example.com>"));
        Assert.Matches("^insert 0 X-Submission-Id:[A-Za-z0-9]{22}\ncontinue$", await peer.MessageAsync("Subject: x\r\n", "x\r\n"));
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await peer.RecipientAsync("<b@example.com>"));
        Assert.Matches("^452 4.3.1 [A-Za-z0-9]{22} not now$", await peer.MessageAsync("Subject: x\r\n", new string('x', 100) + "\r\n"));
    }

    [Fact]
    public async Task Mail_ThatClosesTheConnection_IsTheAnswerToAllThatFollows()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(MailClose));
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        string reply = await peer.MailAsync("<c@example.com>");
        Assert.Matches("^421 4.7.0 [A-Za-z0-9]{22} closing$", reply);
        Assert.Equal(reply, await peer.MailAsync("<a@example.com>"));
    }

    [Fact]
    public async Task Message_ThatIsToBeHeld_IsQuarantinedAndCharged()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(MailHold));
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync("<h@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.Matches("^insert 0 X-Submission-Id: [A-Za-z0-9]{22}\nquarantine .+\ncontinue$", await peer.MessageAsync("", ""));
    }

    [Fact]
    public async Task Message_ThatIsToBeHeldWhereNobodyCan_IsDeferred()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(MailHold));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync(actions: 0x1);
        await peer.ClientAsync("192.0.2.7");
        await peer.MailAsync("<h@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.Matches("^451 4.3.0 [A-Za-z0-9]{22} message held for review, try again later$", await peer.MessageAsync("", ""));
    }

    [Fact]
    public async Task Message_WithoutARecipient_IsRefused()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(MessageDefer));
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync("<a@example.com>");
        Assert.Equal("503 5.5.1 No valid recipients", await peer.MessageAsync("Subject: x\r\n", "x\r\n"));
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
    }

    [Fact]
    public async Task Policy_ThatLooksAtNoMessages_IsToldOfNone()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(MailClose));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        MilterAnswer agreed = await peer.NegotiateAsync();
        Assert.Equal(0x30, agreed.Data[11] & 0x30); // no headers, no body
        await peer.ClientAsync("192.0.2.7");
        Assert.Equal("", await peer.HelloAsync("client.example"));
        await peer.MailAsync("<a@example.com>");
        await peer.RecipientAsync("<b@example.com>");
        Assert.EndsWith("continue", await peer.MessageAsync("Subject: x\r\n", "x\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OnAUnixSocket_IsJudgedTheSame()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(HeloRefuse));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(new UnixDomainSocketEndPoint(server.UnixSocket));
        await peer.NegotiateAsync();
        await peer.ClientAsync("192.0.2.7");
        Assert.StartsWith("550 5.7.1 ", await peer.HelloAsync("spammer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextClient_OnTheSameConnection_IsAnother()
    {
        await using MilterServer server = await MilterServer.StartAsync(MilterServer.PolicyOf(ConnectClose));
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.NegotiateAsync();
        await peer.ClientAsync("192.0.2.7");
        Assert.StartsWith("554 ", await peer.HelloAsync("client.example"), StringComparison.Ordinal);

        await peer.SendAsync(Protocol.Packets.Of('K'));
        await peer.ClientAsync("198.51.100.7");
        Assert.Equal("continue", await peer.HelloAsync("client.example"));
    }
}
