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
    public async Task UnknownDecisionAndRule_AreTold()
    {
        await using RunningHost host = await RunningHost.StartAsync(Policy);
        await SendAsync(host, 1);

        ToolRun run = await ToolRun.RunAsync("explain", AdminExamples.Id, "--socket", host.Socket);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: There is no record of {AdminExamples.Id}.* The host keeps the newest; now it has 1\.\n$", run.Error);
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
