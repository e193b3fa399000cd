using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Tests.Engine;

/// <summary>The first few pass, the next is refused, and whoever sent it is blocked until the window opens again (checks 12 and 12a).</summary>
public sealed class BudgetTests
{
    private const string Head = "rule: spam\nabout: A.\n";
    private const string Rule = Head + "stage: [mail, message]\nbudget: { of: spam.verdict == 'spam', first: 3, within: 1d, per: [client.ip, account], blocked: '550 5.1.0 {id} policy violation' }\nreply: 550 5.1.0 {id} spam detected\n";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Send_BeyondTheBudget_IsRefusedAndBlocksBothKeys()
    {
        SendingBench bench = new(Rule);
        await UseUpAsync(bench);
        SendingBench.Sent fourth = await bench.SendAsync();
        Assert.Equal((PolicyStage.Message, $"550 5.1.0 {fourth.Id} spam detected"), (fourth.Stage, fourth.Verdict.Reply!.ToString()));
        bench.Judge(isSpam: false);
        SendingBench.Sent ham = await bench.SendAsync();
        Assert.Equal((PolicyStage.Mail, $"550 5.1.0 {ham.Id} policy violation"), (ham.Stage, ham.Verdict.Reply!.ToString()));
        Assert.Equal("3 of 3 within 1d used up: spam.verdict == 'spam'", ham.Verdict.Reason);
        Assert.False((await bench.SendAsync(account: "petr@domena.cz")).IsAccepted);
        Assert.False((await bench.SendAsync(address: "192.0.2.9")).IsAccepted);
        Assert.True((await bench.SendAsync(address: "192.0.2.9", account: "petr@domena.cz")).IsAccepted);
        Assert.Equal(2, (await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value.Length);
    }

    [Fact]
    public async Task Send_HamOfAnyNumber_UsesNothingUp()
    {
        SendingBench bench = new(Rule);
        Assert.Equal(20, await bench.SendUntilRefusedAsync(20));
        bench.Judge(isSpam: true);
        Assert.Equal(3, await bench.SendUntilRefusedAsync(20));
    }

    [Fact]
    public async Task Send_HamAfterTheBudgetIsUsedUpToTheLast_IsNotBlocked()
    {
        SendingBench bench = new(Rule);
        await UseUpAsync(bench);
        bench.Judge(isSpam: false);
        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Block_OpensWhenTheFirstHasLeftTheWindow()
    {
        SendingBench bench = new(Rule);
        bench.Judge(isSpam: true);
        for (int i = 0; i < 3; i++)
        {
            Assert.True((await bench.SendAsync()).IsAccepted);
            bench.Clock.Advance(Hour);
        }

        Assert.False((await bench.SendAsync()).IsAccepted);
        bench.Clock.Advance(TimeSpan.FromHours(21));
        Assert.Equal(PolicyStage.Mail, (await bench.SendAsync()).Stage);
        bench.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(PolicyStage.Message, (await bench.SendAsync()).Stage);
    }

    [Fact]
    public async Task Block_WithATimeOfItsOwn_EndsThen()
    {
        SendingBench bench = new(Rule.Replace("first:", "block-for: 30m, first:", StringComparison.Ordinal));
        await UseUpAsync(bench);
        Assert.False((await bench.SendAsync()).IsAccepted);
        bench.Judge(isSpam: false);
        bench.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.False((await bench.SendAsync()).IsAccepted);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await bench.SendAsync()).IsAccepted);
        bench.Judge(isSpam: true);
        Assert.Equal(PolicyStage.Message, (await bench.SendAsync()).Stage);
        Assert.Equal(PolicyStage.Mail, (await bench.SendAsync()).Stage);
    }

    [Fact]
    public async Task Block_OfOneKey_LeavesTheOtherAlone()
    {
        SendingBench bench = new(Rule);
        bench.Judge(isSpam: true);
        foreach (string account in new[] { "a@domena.cz", "b@domena.cz", "c@domena.cz" }) Assert.True((await bench.SendAsync(account: account)).IsAccepted);
        Assert.False((await bench.SendAsync(account: "a@domena.cz")).IsAccepted);
        CounterBlock block = Assert.Single((await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value);
        Assert.Equal(new CounterKey("spam/client.ip", SendingBench.Address), block.Key);
        bench.Judge(isSpam: false);
        Assert.True((await bench.SendAsync(address: "192.0.2.9", account: "a@domena.cz")).IsAccepted);
    }

    [Fact]
    public async Task Refusals_CostNothing()
    {
        SendingBench bench = new(Rule + "---\nrule: other\nabout: A.\nstage: message\nrefuse-if: message.size > 1000\nreply: 550 5.1.0 no\n");
        bench.Judge(isSpam: true);
        for (int i = 0; i < 5; i++) Assert.Equal("other", (await bench.SendAsync(size: 2000)).Verdict.Rule.Value);
        for (int i = 0; i < 5; i++) Assert.True((await bench.SendAsync(commits: false)).IsAccepted);
        Assert.Equal(3, await bench.SendUntilRefusedAsync(10));
    }

    [Fact]
    public async Task Sessions_SideBySide_NeverOvershootAndBlockOnlyOnceItIsCertain()
    {
        SendingBench bench = new(Rule);
        bench.Judge(isSpam: true);
        List<PolicyTransaction> open = [];
        for (int i = 0; i < 3; i++) open.Add(await BeginAsync(bench, accepted: true));
        await BeginAsync(bench, accepted: false);
        Assert.Empty((await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value);
        for (int i = 0; i < 2; i++) Assert.True(await open[i].CommitAsync(TestContext.Current.CancellationToken));
        await open[2].DisposeAsync();
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(PolicyStage.Message, (await bench.SendAsync()).Stage);
        Assert.Equal(2, (await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value.Length);
    }

    [Fact]
    public async Task Scanner_IsAskedAtMessageOnly()
    {
        SendingBench bench = new(Rule);
        await UseUpAsync(bench);
        await bench.SendAsync();
        Assert.Equal(4, bench.Scans);
        await bench.SendAsync();
        Assert.Equal(4, bench.Scans);
    }

    [Theory]
    [InlineData("", VerdictKind.Defer)]
    [InlineData("on-error: accept\n", VerdictKind.Accept)]
    public async Task Scanner_ThatDoesNotAnswer_IsForOnError(string onError, VerdictKind expected)
    {
        SendingBench bench = new(Rule + onError) { Spam = LookupResult<SpamScan>.Unavailable("down") };
        SendingBench.Sent sent = await bench.SendAsync();
        Assert.Equal((PolicyStage.Message, expected), (sent.Stage, sent.Verdict.Kind));
    }

    [Fact]
    public async Task Shadow_RefusesNobody()
    {
        SendingBench bench = new(Rule + "mode: shadow\n");
        bench.Judge(isSpam: true);
        Assert.Equal(10, await bench.SendUntilRefusedAsync(10));
    }

    [Fact]
    public async Task MessageAlone_RefusesAndBlocksNobody()
    {
        SendingBench bench = new(Head + "stage: message\nbudget: { of: spam.verdict == 'spam', first: 3, within: 1d, per: [client.ip] }\nreply: 550 5.1.0 {id} spam detected\n");
        await UseUpAsync(bench);
        Assert.False((await bench.SendAsync()).IsAccepted);
        bench.Judge(isSpam: false);
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Empty((await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value);
    }

    private static async Task UseUpAsync(SendingBench bench)
    {
        bench.Judge(isSpam: true);
        for (int i = 0; i < 3; i++) Assert.True((await bench.SendAsync()).IsAccepted);
    }

    private static async Task<PolicyTransaction> BeginAsync(SendingBench bench, bool accepted)
    {
        PolicySession session = await bench.OpenAsync();
        PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(EmailAddress.Parse(SendingBench.Jan));
        await transaction.RecipientAsync(EmailAddress.Parse("petr@example.org"));
        Verdict verdict = await transaction.MessageAsync(new MessageFacts { Size = 1, Content = MessageContent.FromMemory(new byte[] { 10 }) });
        Assert.Equal(accepted, verdict.IsAccepted);
        return transaction;
    }
}
