using System.Net;
using System.Net.Sockets;

namespace E2E.Tests.Dialogs;

/// <summary>Before the client hears 250 the next hop has said 250; what it says instead, the client hears.</summary>
public sealed class HandOverTests(MailSystem system)
{
    [Theory]
    [InlineData("no-user", "550 5.1.1 No such user here")]
    [InlineData("lines", "550-5.7.1 No mail for this one,\n550-5.7.1 as its owner says,\n550 5.7.1 and that is all")]
    [InlineData("full", "452 4.2.2 Mailbox full, come again")]
    public async Task Recipient_RefusedByTheNextHop_IsRefusedInItsWordsAndTheOthersStay(string name, string reply)
    {
        (string refused, string accepted) = ($"{name}@friend.example", $"beside-{name}@friend.example");
        system.Sink.AnswerRecipient(refused, reply.ReplaceLineEndings("\r\n"));
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");

        Assert.Equal("250 2.1.5 OK", await wire.AskAsync($"RCPT TO:<{accepted}>"));
        Assert.Equal(reply, await wire.AskAsync($"RCPT TO:<{refused}>"));
        Assert.StartsWith("354 ", await wire.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await wire.AskAsync("Subject: x\r\n\r\n."), StringComparison.Ordinal);
        Assert.Equal([accepted], Assert.Single(system.Sink.To(accepted)).Recipients);
    }

    [Theory]
    [InlineData("content", "554 5.7.1 Content rejected, see https://sink.example/why")]
    [InlineData("later", "451 4.3.0 Come again later")]
    public async Task Message_RefusedByTheNextHop_IsRefusedInItsWords(string name, string reply)
    {
        system.Sink.AnswerEnd($"{name}@friend.example", reply);
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        Assert.Equal(reply, await wire.SendMessageAsync(TestAccount.Jan.Login, $"{name}@friend.example"));
        Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, $"after-{name}@friend.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_RefusedByTheNextHop_IsToldAtEachRecipient()
    {
        const string Sender = "unwelcome@domena.eu";
        system.Sink.AnswerSender(Sender, "550 5.7.1 Sender not welcome");
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        Assert.Equal("250 2.1.0 OK", await wire.AskAsync($"MAIL FROM:<{Sender}>"));
        Assert.Equal("550 5.7.1 Sender not welcome", await wire.AskAsync("RCPT TO:<one@friend.example>"));
        Assert.Equal("550 5.7.1 Sender not welcome", await wire.AskAsync("RCPT TO:<two@friend.example>"));
        Assert.StartsWith("503 ", await wire.AskAsync("DATA"), StringComparison.Ordinal);
        await wire.AskAsync("RSET");
        Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, "after-unwelcome@friend.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextHop_ThatDiesBetweenTwoRecipients_StillGetsTheMessageOnceForBoth()
    {
        system.Sink.AnswerRecipient("dies-between@friend.example", "");
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");

        Assert.Equal("250 2.1.5 OK", await wire.AskAsync("RCPT TO:<before@friend.example>"));
        Assert.StartsWith("451 4.4.1 ", await wire.AskAsync("RCPT TO:<dies-between@friend.example>"), StringComparison.Ordinal);
        Assert.Equal("250 2.1.5 OK", await wire.AskAsync("RCPT TO:<behind@friend.example>"));
        await wire.AskAsync("DATA");
        Assert.StartsWith("250 2.0.0 ", await wire.AskAsync("Subject: x\r\n\r\n."), StringComparison.Ordinal);
        Assert.Equal(["before@friend.example", "behind@friend.example"], Assert.Single(system.Sink.To("before@friend.example")).Recipients);
    }

    [Fact]
    public async Task NextHop_ThatDiesAtTheRecipientOrAtTheEnd_Defers()
    {
        system.Sink.AnswerRecipient("dies@friend.example", "");
        system.Sink.AnswerEnd("dies-at-the-end@friend.example", "");
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        string atRecipient = await wire.SendMessageAsync(TestAccount.Jan.Login, "dies@friend.example");
        await wire.AskAsync("RSET");
        string atEnd = await wire.SendMessageAsync(TestAccount.Jan.Login, "dies-at-the-end@friend.example");
        string after = await wire.SendMessageAsync(TestAccount.Jan.Login, "after-death@friend.example");

        Assert.Equal("451 4.4.1 {id} next hop not reachable, try again later", Wire.WithoutId(atRecipient));
        Assert.Equal("451 4.4.1 {id} next hop not reachable, try again later", Wire.WithoutId(atEnd));
        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(after));
    }

    [Fact]
    public async Task NextHop_ThatDoesNotListen_Defers()
    {
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // it refuses, and nobody else can have it
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup with { NextHop = (IPEndPoint)nobody.LocalEndPoint! });
        await using (SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan))
        {
            string reply = await wire.SendMessageAsync(TestAccount.Jan.Login, "x@friend.example");

            Assert.Equal("451 4.4.1 {id} next hop not reachable, try again later", Wire.WithoutId(reply));
        }

        await daemon.StopAsync();
    }
}
