using System.Diagnostics;
using System.Net;
using System.Text;
using Submission.Hosting.Demo;
using Submission.Milter.Tests.Support;

namespace Submission.Milter.Tests.Postfix;

/// <summary>The milter within a real Postfix: what its clients hear and what is delivered.</summary>
public sealed class PostfixTests
{
    private const string Header = "From: jan@domena.cz\r\nTo: friend@example.net\r\nSubject: hello\r\nMessage-ID: <1@domena.cz>\r\nDate: Wed, 25 Nov 2026 08:00:00 +0000\r\n";

    [Fact]
    public async Task Client_OfPostfix_HearsThePolicysTexts()
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        await using SmtpWire wire = await mail.LogInAsync();

        Assert.Equal("550 5.1.0 <eva@example.com> sender rejected", await MailSystem.SendAsync(wire, "", "eva@example.com"));
        Assert.Matches("^550 5.1.1 [A-Za-z0-9]{22} invalid destination domain <a@nosuch.example>$", await MailSystem.SendAsync(wire, "", recipient: "a@nosuch.example"));
        Assert.StartsWith("250 ", await wire.AskAsync("RSET"), StringComparison.Ordinal);
        Assert.Matches("^550 5.1.0 [A-Za-z0-9]{22} virus detected$", await MailSystem.SendAsync(wire, Header + "\r\n" + DemoScanners.Eicar));
        Assert.Matches(
            "^550 5.1.0 [A-Za-z0-9]{22} Bad attachment$",
            await MailSystem.SendAsync(wire, Header + "MIME-Version: 1.0\r\nContent-Type: application/octet-stream;\r\n name=\"a.exe\"\r\n\r\nx"));
        Assert.Matches(
            "^550 5.1.0 [A-Za-z0-9]{22} relaying denied$",
            await MailSystem.SendAsync(wire, "Received: from a.example by b.example with ESMTP id 1;\r\n\tWed, 25 Nov 2026 08:00:00 +0000\r\n" + Header + "\r\nx"));
        Assert.Equal(0, await mail.Milter.ChargedAsync(MailSystem.Login));
        Assert.StartsWith("250 2.0.0 Ok: queued", await MailSystem.SendAsync(wire, Header + "\r\nhello"), StringComparison.Ordinal);
        Assert.Equal(1, await mail.Milter.ChargedAsync(MailSystem.Login));

        await using SmtpWire stranger = await SmtpWire.GreetAsync(mail.Postfix.EndPoint);
        Assert.Equal("530 5.7.0 Authentication required", await stranger.AskAsync("MAIL FROM:<jan@domena.cz>"));
    }

    [Fact]
    public async Task Message_ThatIsSpam_IsDeliveredWithItsMarksOnTop()
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        await using SmtpWire wire = await mail.LogInAsync();

        Assert.StartsWith("250 ", await MailSystem.SendAsync(wire, "X-Spam-Flag: NO\r\n" + Header + "\r\n" + DemoScanners.Gtube), StringComparison.Ordinal);
        string delivered = await mail.DeliveredAsync();
        Assert.Matches(
            "^X-Submission-Id: [A-Za-z0-9]{22}\r\nX-Spam-Flag: YES\r\nX-Spam-Status: Yes, score=15.0 required=6.0\r\n\ttests=GTUBE\r\nReceived: from client.example ", delivered);
    }

    [Theory]
    [InlineData("a\n.\nMAIL FROM:<eva@example.com>\nRCPT TO:<x@example.net>\nDATA\nx\n.\n")]
    [InlineData("a\r\n.\nMAIL FROM:<eva@example.com>\r\n")]
    [InlineData("a\n.\r\nMAIL FROM:<eva@example.com>\r\nb")]
    [InlineData("..\r\n..a\r\n.b\r\n\r\n\r\n")]
    [InlineData("no line end at the end")]
    public async Task Message_SM4_WithEndsThatAreNone_IsScannedAsItIsDelivered(string body)
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        await using SmtpWire wire = await mail.LogInAsync();

        Assert.StartsWith("250 ", await MailSystem.SendAsync(wire, Header + "X-Long: one\r\n\ttwo\r\n three\r\nX-Tab:\tx\r\nX-None:x\r\n\r\n" + body), StringComparison.Ordinal);
        string delivered = await mail.DeliveredAsync();
        string withoutTrace = delivered[delivered.IndexOf("\r\nFrom: ", StringComparison.Ordinal)..][2..];
        Assert.Equal(withoutTrace, mail.Scanners.Seen);
        Assert.Equal(1, await mail.Milter.ChargedAsync(MailSystem.Login));
    }

    [Fact]
    public async Task Message_SM4_OfEveryPair_WhateverPostfixTakesForAMessageIsJudgedAndWhatIsHiddenRefused()
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        int accepted = 0;
        foreach (string vector in SmugglingVector.Pairs)
        {
            await using SmtpWire wire = await mail.LogInAsync();
            string reply = await MailSystem.SendAsync(wire, Header + "\r\ntext" + vector + SmugglingVector.Hidden);
            await wire.SendAsync("QUIT\r\n");
            string[] replies = [reply, .. (await wire.ReadToEndAsync()).Split('\n')];
            Assert.True(reply.StartsWith("250 2.0.0 Ok: queued", StringComparison.Ordinal) || reply.StartsWith("55", StringComparison.Ordinal), reply);
            int queued = replies.Count(static line => line.StartsWith("250 2.0.0 Ok: queued", StringComparison.Ordinal));
            Assert.InRange(queued, 0, 1);
            accepted += queued;
        }

        Assert.NotEqual(0, accepted);
        Assert.Equal(accepted, await mail.Milter.ChargedAsync(MailSystem.Login));
        for (int i = 0; i < 1500 && mail.Delivered.Messages.Length < accepted; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(accepted, mail.Delivered.Messages.Length);
        Assert.All(mail.Delivered.Messages, static message => Assert.Contains("Subject: hello\r\n", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_LargerThanTheMemoryForIt_IsScannedAsItIsDelivered()
    {
        await using MailSystem mail = await MailSystem.StartAsync(onUnixSocket: true);
        await using SmtpWire wire = await mail.LogInAsync();
        var body = new StringBuilder();
        for (int i = 0; i < 40_000; i++) body.Append("line ").Append(i).Append(" of many, to be told in many pieces of a body\r\n");

        Assert.StartsWith("250 ", await MailSystem.SendAsync(wire, $"{Header}\r\n{body}end"), StringComparison.Ordinal);
        string delivered = await mail.DeliveredAsync();
        Assert.Equal(delivered[(delivered.IndexOf("\r\nFrom: ", StringComparison.Ordinal) + 2)..], mail.Scanners.Seen);
    }

    [Fact]
    public async Task Message_ThatIsToBeHeld_WaitsInPostfix()
    {
        await using MailSystem mail = await MailSystem.StartAsync(MilterServer.PolicyOf("stage: message\nrefuse-if: message.size > 10\nthen: hold"));
        await using SmtpWire wire = await mail.LogInAsync();

        Assert.StartsWith("250 ", await MailSystem.SendAsync(wire, Header + "\r\nhello"), StringComparison.Ordinal);
        Assert.Contains("\"queue_name\": \"hold\"", await RunAsync(mail.Postfix.QueueCommand), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ThatIsRefusedBeforeMail_HearsTheTextAtMailOrIsClosed()
    {
        await using MailSystem mail = await MailSystem.StartAsync(MilterServer.PolicyOf(
            "stage: connect\nrefuse-if: in_network(client.ip, ['127.0.0.5/32'])\nthen: close\nreply: 554 5.7.1 {id} {ip} is listed",
            "stage: connect\nrefuse-if: in_network(client.ip, ['127.0.0.6/32'])\nthen: close\nreply: 421 4.7.0 {id} too many connections from {ip}",
            "stage: helo\nrefuse-if: helo.name == 'spammer'\nreply: 550 5.7.1 {id} not you"));

        await using SmtpWire refused = await SmtpWire.ConnectAsync(mail.Postfix.EndPoint, IPAddress.Parse("127.0.0.5"));
        await refused.ExpectAsync("220");
        Assert.Equal("250-mx.test.example\n250 ENHANCEDSTATUSCODES", await refused.AskAsync("EHLO client.example")); // Postfix keeps it for later, and offers nothing
        Assert.Matches("^554 5.7.1 [A-Za-z0-9]{22} 127.0.0.5 is listed$", await refused.AskAsync("MAIL FROM:<a@example.com>"));

        await using SmtpWire closed = await SmtpWire.ConnectAsync(mail.Postfix.EndPoint, IPAddress.Parse("127.0.0.6"));
        await closed.ExpectAsync("220");
        Assert.Matches("^421 4.7.0 [A-Za-z0-9]{22} too many connections from 127.0.0.6$", await closed.AskAsync("EHLO client.example"));
        Assert.Equal("EOF", await closed.ReadAsync());

        await using SmtpWire named = await SmtpWire.ConnectAsync(mail.Postfix.EndPoint);
        await named.ExpectAsync("220");
        await named.AskAsync("HELO spammer");
        Assert.Matches("^550 5.7.1 [A-Za-z0-9]{22} not you$", await named.AskAsync("MAIL FROM:<a@example.com>"));
    }

    [Fact]
    public async Task Client_ThatGoesAwayWithinItsMessage_IsNotCharged()
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        SmtpWire wire = await mail.LogInAsync();
        await wire.AskAsync($"MAIL FROM:<{MailSystem.Login}>");
        await wire.AskAsync("RCPT TO:<friend@example.net>");
        await wire.AskAsync("DATA");
        await wire.SendAsync(Header + "\r\nhello");
        await wire.DisposeAsync();

        for (int i = 0; i < 500 && mail.Milter.OpenConnections > 0; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(0, mail.Milter.OpenConnections);
        Assert.Equal(0, await mail.Milter.ChargedAsync(MailSystem.Login));
    }

    [Fact]
    public async Task Client_WhileTheMilterIsAway_IsToldToTryAgain()
    {
        await using MailSystem mail = await MailSystem.StartAsync();
        await mail.Milter.StopAsync();
        await using SmtpWire wire = await SmtpWire.ConnectAsync(mail.Postfix.EndPoint);
        await wire.ReadAsync();
        await wire.AskAsync("EHLO client.example");
        Assert.StartsWith("451 4.7.1 ", await wire.AskAsync("MAIL FROM:<jan@domena.cz>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyClients_AtOnce_AreAllAnsweredAndCharged()
    {
        await using MailSystem mail = await MailSystem.StartAsync(MilterServer.PolicyOf(
            "stage: mail\nlimit:\n  count: messages\n  per: [client.ip]\n  at-most: { 1h: 1000 }\nreply: 450 4.7.1 {id} slow down",
            "stage: message\nvirus: found\nreply: 550 5.1.0 {id} virus"));
        await RunAsync($"smtp-source -s 20 -m 200 -l 4096 -f a@example.com -t b@example.net {mail.Postfix.EndPoint}");
        Assert.Equal(200, await mail.Milter.ChargedAsync("127.0.0.1"));
    }

    private static async Task<string> RunAsync(string command)
    {
        string[] words = command.Split(' ');
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} said {await errors}");
        return output;
    }
}
