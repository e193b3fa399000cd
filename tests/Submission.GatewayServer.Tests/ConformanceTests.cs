using System.Net;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>To a client the gateway and the SMTP server are one: the same dialog has the same replies.</summary>
public sealed class ConformanceTests : GatewayTest
{
    private const string RefusingPolicy = """
        policy: conformance
        language: 1
        about: Refuses at each stage.
        rules: [no-nobody, no-victims, no-secrets, no-big-mail]
        ---
        rule: no-nobody
        about: Nobody sends nothing.
        stage: mail
        refuse-if: sender.address == "nobody@domena.cz"
        reply: 550 5.1.0 {id} <{sender.address}> sender rejected
        ---
        rule: no-victims
        about: Nothing for victims.
        stage: rcpt
        refuse-if: recipient.domain == "victim.example"
        reply: 550 5.7.1 {id} not to them
        ---
        rule: no-secrets
        about: Later.
        stage: rcpt
        refuse-if: recipient.domain == "later.example"
        reply: 451 4.7.1 {id} later
        ---
        rule: no-big-mail
        about: Nothing larger than 1000.
        stage: message
        refuse-if: message.size > 1000
        reply: 552 5.3.4 {id} too big
        """;

    private static readonly string[] Dialog =
    [
        "NOOP", "MAIL FROM:<nobody@domena.cz>", "MAIL FROM:<jan@domena.cz> SIZE=99999999999", "MAIL FROM:<jan@domena.cz> BODY=8BITMIME RET=HDRS ENVID=abc AUTH=<>", "RCPT TO:<>",
        "DATA", "RCPT TO:<a@victim.example>", "RCPT TO:<a@later.example>", "RCPT TO:<a@friend.example> NOTIFY=SUCCESS ORCPT=rfc822;a@x.example", "RCPT TO:<b@friend.example>",
        "DATA", "Subject: x\r\n\r\nx\r\n.", "DATA", "MAIL FROM:<jan@domena.cz>", "RSET", "MAIL FROM:<>", "RCPT TO:<a@friend.example>", "DATA", "Subject: big\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxx\r\n.",
        "VRFY jan", "HELP", "NONSENSE", "MAIL FROM:<jan@domena.cz>", "RCPT TO:<a@friend.example>", "BDAT 14 LAST\r\nSubject: x\r\n\r\n", "QUIT",
    ];

    [Fact]
    public async Task Dialog_WithBothHosts_HasTheSameReplies()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { Policy = RefusingPolicy }, Folder);
        await using HostProcess daemon = StartDaemon();

        string[] withGateway = await TalkAsync(gateway.Submission);
        string[] withDaemon = await TalkAsync((await daemon.ListenersAsync(2))[0]);

        Assert.Equal(withDaemon, withGateway);
        Assert.Contains("250 2.0.0 {id} accepted", withGateway);
        Assert.Contains("550 5.7.1 {id} not to them", withGateway);
    }

    // The same files; the gateway's command has made them.
    private HostProcess StartDaemon() => HostProcess.Start(
        Folder,
        "--Submission:Hostname=smtp.test.example", $"--Submission:NextHop={Sink.EndPoint}", "--Submission:Listeners:0:Endpoint=127.0.0.1:0", "--Submission:Listeners:1:Endpoint=127.0.0.1:0",
        "--Submission:Certificate:Path=tls.pem", "--Submission:Accounts:Path=accounts.yaml", "--Submission:Policy=policy.yaml", "--Submission:Admin:Socket=none");

    private static async Task<string[]> TalkAsync(IPEndPoint server)
    {
        await using SmtpWire wire = await Wire.LogInAsync(server, TestAccount.Jan);
        List<string> replies = [];
        foreach (string line in Dialog) replies.Add(Wire.WithoutId(await wire.AskAsync(line)));
        return [.. replies];
    }
}
