using System.Text;

namespace Submission.PostfixPolicy.Tests.Server;

/// <summary>A real Postfix asks, with the lines of docs/hosts/postfix-policy.md in its main.cf.</summary>
public sealed class RealPostfixTests
{
    private const string Client = "198.51.100.7";

    private const string ConnectPolicy = """
        policy: test
        language: 1
        about: Sends one client away.
        rules: [unwanted, rejected]
        ---
        rule: unwanted
        about: One client is unwanted for good.
        stage: connect
        refuse-if: client.ip == "198.51.100.66"
        then: close
        reply: 554 5.7.1 {id} go away
        ---
        rule: rejected
        about: One client may come back.
        stage: connect
        refuse-if: client.ip == "198.51.100.67"
        then: close
        reply: 421 4.7.0 {id} come back later
        """;

    [Fact]
    public async Task Session_OfSeveralMessages_IsOneSessionAndEachIsChargedOnce()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        await using PostfixPeer postfix = await StartAsync(host);
        await using SmtpWire wire = await LogInAsync(postfix, Client);

        for (int i = 0; i < 3; i++)
        {
            await AcceptedAsync(wire, $"MAIL FROM:<{PolicyHost.Login}> SIZE=1000");
            await AcceptedAsync(wire, "RCPT TO:<friend@example.org>");
            await AcceptedAsync(wire, "RCPT TO:<second@example.net>");
            Assert.StartsWith("354 ", await wire.AskAsync("DATA"), StringComparison.Ordinal);
            await AcceptedAsync(wire, "Subject: x\r\n\r\nbody\r\n.");
        }

        await AcceptedAsync(wire, $"MAIL FROM:<{PolicyHost.Login}>");
        await AcceptedAsync(wire, "RCPT TO:<friend@example.org>");
        await AcceptedAsync(wire, "RSET");
        await AcceptedAsync(wire, "MAIL FROM:<\"jan novak\"@domena.cz>");
        await AcceptedAsync(wire, "RCPT TO:<\"a b\"@example.org>");

        Assert.Equal(1, host.Server.Sessions);
        // Three are charged; what the last holds is counted until it ends.
        Assert.Equal(4, await host.UsedAsync(PolicyHost.Login, "message-rate"));
        Assert.Equal(4, await host.UsedAsync(Client, "message-rate"));
        await AcceptedAsync(wire, "QUIT", "221 ");
        for (int i = 0; i < 1000 && Told() < 3; i++) await Task.Delay(10, TestContext.Current.CancellationToken); // another process writes it
        Assert.Equal(3, Told());

        int Told() => postfix.Log().Split("warning: header X-Submission-Id: ").Length - 1;
    }

    [Fact]
    public async Task Refusal_ReachesTheClientBehindThePrefixOfPostfix()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        await using PostfixPeer postfix = await StartAsync(host);
        await using SmtpWire wire = await LogInAsync(postfix, Client);

        await AcceptedAsync(wire, "MAIL FROM:<boss@example.net>");
        Assert.Equal("550 5.1.0 <friend@example.org>: Recipient address rejected: <boss@example.net> sender rejected", await wire.AskAsync("RCPT TO:<friend@example.org>"));
        await AcceptedAsync(wire, "RSET");
        await AcceptedAsync(wire, $"MAIL FROM:<{PolicyHost.Login}>");
        Assert.Matches(
            "^550 5\\.1\\.1 <a@nosuch\\.example>: Recipient address rejected: [0-9A-Za-z]{22} invalid destination domain <a@nosuch\\.example>$", await wire.AskAsync("RCPT TO:<a@nosuch.example>"));
        Assert.Matches("^451 4\\.4\\.3 <a@broken\\.example>: Recipient address rejected: [0-9A-Za-z]{22} cannot look up broken\\.example now, try again later$", await wire.AskAsync("RCPT TO:<a@broken.example>"));
        Assert.StartsWith("250 ", await wire.AskAsync("RCPT TO:<friend@example.org>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.51.100.66", "^521 5\\.7\\.1 <friend@example\\.org>: Recipient address rejected: [0-9A-Za-z]{22} go away$")]
    [InlineData("198.51.100.67", "^421 4\\.7\\.0 <friend@example\\.org>: Recipient address rejected: [0-9A-Za-z]{22} come back later$")]
    public async Task Close_ClosesTheConnectionOfTheClient(string client, string reply)
    {
        await using PolicyHost host = await PolicyHost.StartAsync(ConnectPolicy);
        await using PostfixPeer postfix = await StartAsync(host);
        await using SmtpWire wire = await LogInAsync(postfix, client);

        await AcceptedAsync(wire, $"MAIL FROM:<{PolicyHost.Login}>");
        Assert.Matches(reply, await wire.AskAsync("RCPT TO:<friend@example.org>"));
        Assert.Equal("EOF", await wire.ReadAsync());
    }

    [Fact]
    public async Task EndOfMessage_Refused_IsNotCharged()
    {
        const string Policy = """
            policy: test
            language: 1
            about: Small messages only.
            rules: [rate, too-big]
            ---
            rule: rate
            about: Counts.
            stage: mail
            limit: { count: messages, per: [account], at-most: { 1h: 100 }, charge: accepted }
            reply: 550 5.1.0 {id} policy violation
            ---
            rule: too-big
            about: By the real size.
            stage: message
            refuse-if: message.size > 500
            reply: 552 5.3.4 {id} too big
            """;
        await using PolicyHost host = await PolicyHost.StartAsync(Policy);
        await using PostfixPeer postfix = await StartAsync(host);
        await using SmtpWire wire = await LogInAsync(postfix, Client);

        await AcceptedAsync(wire, $"MAIL FROM:<{PolicyHost.Login}>");
        await AcceptedAsync(wire, "RCPT TO:<friend@example.org>");
        Assert.StartsWith("354 ", await wire.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.Matches("^552 5\\.3\\.4 <[^>]*>: End-of-data rejected: [0-9A-Za-z]{22} too big$", await wire.AskAsync(new string('a', 600) + "\r\n."));

        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, "rate"));
    }

    private static Task<PostfixPeer> StartAsync(PolicyHost host) => PostfixPeer.StartAsync(new PostfixPeerOptions
    {
        Accounts = new Dictionary<string, string> { [PolicyHost.Login] = "right" },
        Restrictions = PostfixPeerOptions.PolicyServiceAt($"inet:{host.EndPoint}", "recipient", "end_of_data"),
        Main = ["header_checks = regexp:{{/^X-Submission-Id: / WARN}}"],
    });

    private static async Task<SmtpWire> LogInAsync(PostfixPeer postfix, string client)
    {
        SmtpWire wire = await SmtpWire.GreetAsync(postfix.EndPoint);
        await wire.EncryptAsync();
        await AcceptedAsync(wire, $"XCLIENT ADDR={client} PORT=40123", "220 ");
        await AcceptedAsync(wire, "EHLO pc.example", "250");
        await AcceptedAsync(wire, "AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{PolicyHost.Login}\0right")), "235 ");
        return wire;
    }

    private static async Task AcceptedAsync(SmtpWire wire, string line, string reply = "250 ")
    {
        string said = await wire.AskAsync(line);
        Assert.True(said.StartsWith(reply, StringComparison.Ordinal), $"{line} was answered {said}");
    }
}
