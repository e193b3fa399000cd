using System.Text;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>What reaches the next hop, and what of its answers reaches the client.</summary>
public sealed class HandOverTests : NextHopScenario
{
    [Fact]
    public async Task Message_Accepted_IsAtTheNextHopWithATraceFieldAndOtherwiseUnchanged()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        const string Message = "Subject:  odd \r\nX-Folded: a\r\n\tb\r\n\r\n.dot\r\n..two\r\n\r\ntrailing blanks  \r\n\ttab\r\n";

        string reply = await talk.SendAsync(TestServer.Login, Friend, Message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal));

        Assert.Matches("^250 2\\.0\\.0 [0-9A-Za-z]{22} accepted$", reply);
        (string envelope, byte[] data) = Assert.Single(Hop.Messages);
        Assert.Equal($"MAIL FROM:<{TestServer.Login}>\nRCPT TO:<{Friend}>\n", envelope);
        string text = Encoding.UTF8.GetString(data);
        Assert.Matches(
            $"^Received: from client\\.example \\(\\[127\\.0\\.0\\.1\\]\\)\r\n\tby smtp\\.example with ESMTPSA id {reply.Split(' ')[2]};\r\n\t[A-Z][a-z]{{2}}, [0-9]{{1,2}} [A-Z][a-z]{{2}} [0-9]{{4}} [0-9:]{{8}} \\+0000\r\n",
            text);
        Assert.EndsWith("\r\n" + Message, text, StringComparison.Ordinal);
        Assert.Equal(4, text.IndexOf("Subject", StringComparison.Ordinal) is var at ? text[..at].Split("\r\n").Length : 0);
    }

    [Fact]
    public async Task Message_LargerThanMemory_ArrivesWhole()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        string line = new('x', 998);
        string message = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(line + "\r\n", 3000));

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend, message), StringComparison.Ordinal);

        Assert.EndsWith("\r\n" + message, Encoding.ASCII.GetString(Assert.Single(Hop.Messages).Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipient_RefusedByTheNextHop_HearsItsCodeAndTextAndTheOthersGoOn()
    {
        Hop.Answer = static line => Task.FromResult(line.Contains("<full@", StringComparison.Ordinal) ? "552-5.2.2 mailbox full\r\n552 5.2.2 come back in spring" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");

        Assert.Equal("552-5.2.2 mailbox full\n552 5.2.2 come back in spring", await talk.SayAsync("RCPT TO:<full@example.net>"));
        Assert.StartsWith("250 2.1.5", await talk.SayAsync($"RCPT TO:<{Friend}>"), StringComparison.Ordinal);
        await talk.SayAsync("DATA");
        Assert.StartsWith("250 2.0.0", await talk.SayAsync("\r\nHello\r\n."), StringComparison.Ordinal);

        Assert.Equal($"MAIL FROM:<{TestServer.Login}>\nRCPT TO:<full@example.net>\nRCPT TO:<{Friend}>\n", Assert.Single(Hop.Messages).Envelope);
    }

    [Fact]
    public async Task Recipient_AllRefusedByTheNextHop_LeavesNobodyToSendTo()
    {
        Hop.Answer = static line => Task.FromResult(line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such user here" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");

        Assert.Equal("550 5.1.1 no such user here", await talk.SayAsync($"RCPT TO:<{Friend}>"));
        Assert.StartsWith("5", await talk.SayAsync("DATA"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_RefusedByTheNextHop_IsTheReplyToEachRecipient()
    {
        Hop.Answer = static line => Task.FromResult(line.StartsWith("MAIL", StringComparison.Ordinal) ? "450 4.7.1 greylisted" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("250", await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>"), StringComparison.Ordinal);
        Assert.Equal("450 4.7.1 greylisted", await talk.SayAsync($"RCPT TO:<{Friend}>"));
        Assert.Equal("450 4.7.1 greylisted", await talk.SayAsync("RCPT TO:<other@example.net>"));
        Assert.Single(Hop.Commands, static command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task Message_RefusedByTheNextHop_HearsItsCodeAndTextAndCostsNothing(string step)
    {
        int refusals = 1;
        Hop.Answer = line => Task.FromResult(line == step && Interlocked.Decrement(ref refusals) == 0 ? "554 5.6.0 we do not like it" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal("554 5.6.0 we do not like it", await talk.SendAsync(TestServer.Login, Friend));
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.Matches("^550 5\\.1\\.0 [0-9A-Za-z]{22} policy violation$", await talk.SendAsync(TestServer.Login, Friend));
    }

    [Fact]
    public async Task Message_ManyInASession_GoOverOneConnection()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        for (int i = 0; i < 5; i++) Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);

        Assert.Equal(5, Hop.Messages.Count);
        Assert.Equal(1, Hop.Connections);
    }

    [Fact]
    public async Task Reset_AfterARecipient_IsForgottenByTheNextHopToo()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        await talk.SayAsync("RCPT TO:<wrong@example.net>");
        await talk.SayAsync("RSET");

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);

        Assert.Equal($"MAIL FROM:<{TestServer.Login}>\nRCPT TO:<{Friend}>\n", Assert.Single(Hop.Messages).Envelope);
        Assert.Contains("RSET", Hop.Commands);
        Assert.Equal(1, Hop.Connections);
    }

    [Fact]
    public async Task Parameters_OfDsnAnd8Bit_ReachANextHopThatOffersThem()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}> BODY=8BITMIME RET=HDRS ENVID=abc+2B1 AUTH=<>");
        Assert.StartsWith("250", await talk.SayAsync($"RCPT TO:<{Friend}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;o+2Bx@example.net"), StringComparison.Ordinal);

        string mail = Assert.Single(Hop.Commands, static command => command.StartsWith("MAIL", StringComparison.Ordinal));
        string rcpt = Assert.Single(Hop.Commands, static command => command.StartsWith("RCPT", StringComparison.Ordinal));
        Assert.Contains("BODY=8BITMIME", mail, StringComparison.Ordinal);
        Assert.Contains("RET=HDRS", mail, StringComparison.Ordinal);
        Assert.Contains("ENVID=abc+2B1", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", mail, StringComparison.Ordinal);
        Assert.Contains("NOTIFY=SUCCESS,DELAY", rcpt, StringComparison.Ordinal);
        Assert.Contains("ORCPT=rfc822;o+2Bx@example.net", rcpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail", "sender.domain == \"domena.cz\"")]
    [InlineData("rcpt", "recipient.domain == \"example.net\"")]
    [InlineData("message", "message.size > 0")]
    public async Task Message_OneThatIsToBeHeld_IsDeferred(string stage, string condition)
    {
        await using TestServer server = await TestServer.StartAsync(
            Hop.EndPoint,
            $"""
            policy: test
            language: 1
            about: Everything is held.
            rules: [everything]
            ---
            rule: everything
            about: Everything is held.
            stage: {stage}
            refuse-if: {condition}
            then: hold
            """);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.Equal("451 4.3.0 # message held for review, try again later", WithoutId(await talk.SendAsync(TestServer.Login, Friend)));
        Assert.Empty(Hop.Messages);
    }
}
