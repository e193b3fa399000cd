using Submission.Milter.Tests.Support;
using Submission.Policy.Lookups;

namespace Submission.Milter.Tests.Server;

/// <summary>The Forpsi policy behind the milter, as a mail server meets it.</summary>
public sealed class SessionTests
{
    private const string Login = "jan@domena.cz";
    private const string Header = "From: jan@domena.cz\r\nTo: a@example.net\r\nSubject: hello\r\n";

    [Fact]
    public async Task Message_OfItsAccount_IsAcceptedWithItsIdAndCharged()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login, "SIZE=100"));
        Assert.Equal("continue", await peer.RecipientAsync("<a@example.net>"));
        string answers = await peer.MessageAsync(Header, "hello\r\n");

        Assert.Matches("^insert 0 X-Submission-Id: [A-Za-z0-9]{22}\ncontinue$", answers);
        Assert.Equal(1, await server.ChargedAsync(Login));
        Assert.Equal(1, await server.ChargedAsync("192.0.2.7"));
        Assert.Contains(server.Log, static line => line.Contains("queue-id=649AEB201CF", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_WithoutAuthentication_IsRefused()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("530 5.7.0 Authentication required", await peer.MailAsync("<jan@domena.cz>"));
    }

    [Theory]
    [InlineData("<eva@example.com>", "550 5.1.0 <eva@example.com> sender rejected")]
    [InlineData("<\"100%s\"@example.com>", "550 5.1.0 <\"100%s\"@example.com> sender rejected")]
    [InlineData("<>", "550 5.1.0 <> sender rejected")]
    [InlineData("<jan>", "501 5.1.7 Bad sender address")]
    [InlineData("<@relay.example:jan@domena.cz>", "501 5.1.7 Bad sender address")]
    public async Task Mail_OfAnotherSender_IsRefusedWithThePolicysText(string path, string reply)
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Assert.Equal(reply, await peer.MailAsync(path, Login));
        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login));
    }

    [Fact]
    public async Task Recipient_WithoutAMailDomain_IsRefusedAndTheOthersStay()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.MailAsync("<jan@domena.cz>", Login);

        Assert.Matches("^550 5.1.1 [A-Za-z0-9]{22} invalid destination domain <a@nosuch.example>$", await peer.RecipientAsync("<a@nosuch.example>"));
        Assert.Equal("501 5.1.3 Bad recipient address", await peer.RecipientAsync("<nobody>"));
        Assert.Matches("^451 4.4.3 ", await peer.RecipientAsync("<a@broken.example>"));
        Assert.Equal("continue", await peer.RecipientAsync("<a@example.net>"));
        Assert.EndsWith("continue", await peer.MessageAsync(Header, "x\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_WithAVirus_IsRefusedAndCostsNothing()
    {
        var scanners = new ScriptedScanners { Virus = static _ => Task.FromResult(LookupResult<string>.Found("Eicar")) };
        await using MilterServer server = await MilterServer.StartAsync(scanners: scanners);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} virus detected$", await SendAsync(peer, Header, "x\r\n"));
        Assert.Equal(0, await server.ChargedAsync(Login));
    }

    [Fact]
    public async Task Message_WithAForbiddenAttachment_IsRefused()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        string header = Header + "MIME-Version: 1.0\r\nContent-Type: application/octet-stream;~\tname=\"invoice.exe\"\r\n";
        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} Bad attachment$", await SendAsync(peer, header, "x\r\n"));
    }

    [Fact]
    public async Task Message_ThatIsSpam_IsMarkedUntilTheBudgetIsUsedUp()
    {
        var scanners = new ScriptedScanners { Spam = static () => new SpamScan(IsSpam: true, 7.5) { RequiredScore = 6, Tests = ["GTUBE", "BAYES_99"] } };
        await using MilterServer server = await MilterServer.StartAsync(scanners: scanners);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        for (int i = 0; i < 5; i++)
        {
            // Each goes before those that were inserted before it.
            Assert.Matches(
                "^insert 0 X-Spam-Status: Yes, score=7.5 required=6.0\n\ttests=GTUBE,BAYES_99\ninsert 0 X-Spam-Flag: YES\ninsert 0 X-Submission-Id: [A-Za-z0-9]{22}\ncontinue$",
                await SendAsync(peer, Header, "x\r\n"));
        }

        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} spam detected$", await SendAsync(peer, Header, "x\r\n"));
        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} policy violation$", await peer.MailAsync("<jan@domena.cz>", Login));
    }

    [Fact]
    public async Task Message_RelayedByAForeignServer_IsRefused()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        string header = "Received: from a.example (a.example [192.0.2.1])~\tby b.example (Postfix) with ESMTP id 1;~\tWed, 25 Nov 2026 08:00:00 +0000\r\n" + Header;
        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} relaying denied$", await SendAsync(peer, header, "x\r\n"));
    }

    [Theory]
    [InlineData("jan")]
    [InlineData("jan@[192.0.2.1]")]
    public async Task Mail_LoginThatIsNoAccount_IsRefused(string login)
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.StartsWith("535 5.", await peer.MailAsync("<jan@domena.cz>", login), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_LoginThatVanishes_DoesNotSendAsAnybody()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await SendAsync(peer, Header, "x\r\n");
        Assert.Equal("451 4.3.0 Internal error, try again later", await peer.MailAsync("<jan@domena.cz>"));
        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login));
    }

    [Fact]
    public async Task Hello_AfterStartTls_KeepsTheAccountOfTheLoginThatFollows()
    {
        await using MilterServer server = await MilterServer.StartAsync();
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.HelloAsync("client.example", isTls: true);
        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login));
        Assert.Equal("continue", await peer.RecipientAsync("<a@example.net>"));
        await peer.AbortAsync();
        await peer.HelloAsync("client.example", isTls: true);
        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login));
    }

    private static async Task<string> SendAsync(MilterPeer peer, string header, string body)
    {
        Assert.Equal("continue", await peer.MailAsync("<jan@domena.cz>", Login));
        Assert.Equal("continue", await peer.RecipientAsync("<a@example.net>"));
        return await peer.MessageAsync(header, body);
    }
}
