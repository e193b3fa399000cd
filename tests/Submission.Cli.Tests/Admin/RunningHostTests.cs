using System.Net;
using Submission.Policy;

namespace Submission.Cli.Tests.Admin;

/// <summary>The commands of an operator against a host of this project.</summary>
public sealed class RunningHostTests
{
    private const string Policy = """
        policy: reputation
        language: 1
        about: Five messages an hour; one large message a day.
        rules: [large, message-rate]
        ---
        rule: large
        about: One large message a day, and whoever sends a second one sends none any more.
        stage: [mail, message]
        budget:
          of: message.size > 1000
          first: 1
          within: 1d
          per: [sender]
          blocked: 550 5.1.0 {id} blocked
        reply: 550 5.1.0 {id} too large
        ---
        rule: message-rate
        about: Five messages an hour.
        stage: mail
        limit: { count: messages, per: [sender, client.ip], at-most: { 1h: 5 } }
        reply: 550 5.1.0 {id} policy violation
        """;

    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");

    [Fact]
    public async Task OperatorOfAReputation_SeesItLiftsItAndReadsWhy()
    {
        await using RunningHost host = await RunningHost.StartAsync(Policy);
        Assert.Equal("Nobody is blocked.\n", await RunAsync(host, "blocks", "list"));
        await SendAsync(host, 2000);
        string refused = (await SendAsync(host, 2000)).Reply!.ToString();
        string blocked = (await SendAsync(host, 1)).Reply!.ToString();
        Assert.Contains(" blocked", blocked, StringComparison.Ordinal);

        string list = await RunAsync(host, "blocks", "list");
        Assert.Matches(@"^rule +who +since +until +why\nlarge  sender jan@domena\.cz  \S+Z \(\S.*?\)  \S+Z \(in 23 h 59 min\)  \S.*\n$", list);

        string limits = await RunAsync(host, "limits", "show", "jan@domena.cz");
        Assert.Matches(@"(?m)^large +sender jan@domena\.cz  1d +\d of 1 +0 +blocked until \S+Z \(in 23 h 59 min\): \S", limits);
        Assert.Matches(@"(?m)^message-rate  sender jan@domena\.cz  1h +1 of 5  4 *$", limits);

        string decision = await RunAsync(host, "explain", refused.Split(' ')[2]);
        Assert.StartsWith($"{refused.Split(' ')[2]}\n  {refused}\n\n  verdict  refuse by large\n", decision, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  message  large +decided  ", decision);

        Assert.Equal("There is no block of jan@domena.cz by message-rate.\n", await RunAsync(host, "blocks", "lift", "jan@domena.cz", "--rule", "message-rate"));
        Assert.Equal("lifted 1 block of jan@domena.cz\n", await RunAsync(host, "blocks", "lift", "jan@domena.cz"));
        Assert.True((await SendAsync(host, 2000)).IsAccepted);
    }

    [Fact]
    public async Task Reset_OfAClient_EmptiesTheCounterOfItsNetwork()
    {
        await using RunningHost host = await RunningHost.StartAsync(Policy);
        await SendAsync(host, 1, "2001:db8::1");
        Assert.Contains("client.ip 2001:db8::/64", await RunAsync(host, "limits", "show", "2001:db8::1"), StringComparison.Ordinal);

        Assert.Equal("emptied 1 counter of 2001:db8::1 by message-rate\n", await RunAsync(host, "limits", "reset", "2001:db8::1", "--rule", "message-rate"));

        Assert.Equal("Nothing is counted for 2001:db8::1.\n", await RunAsync(host, "limits", "show", "2001:db8::1"));
    }

    [Fact]
    public async Task UnknownDecisionAndRule_AreTold()
    {
        await using RunningHost host = await RunningHost.StartAsync(Policy);
        await SendAsync(host, 1);

        ToolRun run = await ToolRun.RunAsync("explain", AdminExamples.Id, "--socket", host.Socket);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: There is no record of {AdminExamples.Id}.* The host keeps the newest; now it has 1\.\n$", run.Error);
    }

    private static async Task<string> RunAsync(RunningHost host, params string[] arguments)
    {
        ToolRun run = await ToolRun.RunAsync([.. arguments, "--socket", host.Socket]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    private static async Task<Verdict> SendAsync(RunningHost host, long size, string client = "192.0.2.1")
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using PolicySession session = host.Engine.OpenSession(new ClientFacts(IPAddress.Parse(client)));
        await using PolicyTransaction transaction = session.BeginTransaction();
        Verdict mail = await transaction.MailAsync(Jan, token);
        if (!mail.IsAccepted) return mail;
        await transaction.RecipientAsync(EmailAddress.Parse("eva@example.org"), token);
        Verdict verdict = await transaction.MessageAsync(new MessageFacts { Size = size }, token);
        if (verdict.IsAccepted) await transaction.CommitAsync(token);
        return verdict;
    }
}
