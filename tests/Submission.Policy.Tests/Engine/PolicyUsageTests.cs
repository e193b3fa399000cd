using Submission.Policy.Delivery;

namespace Submission.Policy.Tests.Engine;

/// <summary>What operators see of counters and blocks, and take back.</summary>
public sealed class PolicyUsageTests
{
    private const string Rules =
        "rule: rate\nabout: A.\nstage: mail\nlimit: { count: messages, per: [account, client.ip], at-most: { 1m: 3, 1h: 5 } }\nreply: 550 5.1.0 no\n"
        + "---\nrule: spam\nabout: A.\nstage: [mail, message]\nbudget: { of: spam.verdict == 'spam', first: 1, within: 1d, per: [client.ip, account], blocked: 550 5.1.0 no }\nreply: 550 5.1.0 no\n"
        + "---\nrule: mostly\nabout: A.\nstage: mail\nshare: { of: queued, among: messages, per: [sender], within: 1h, more-than: 50%, once-over: 1, block-for: 60m }\nreply: 550 5.1.0 no\n";

    [Theory]
    [InlineData("jan@domena.cz")]
    [InlineData(" JAN@Domena.CZ ")]
    [InlineData("\"jan\"@domena.cz")]
    public async Task Read_OfAnAddress_TellsEveryWindow(string subject)
    {
        SendingBench bench = new(Rules);
        await bench.SendAsync();
        Assert.Equal(
            [("rate", "rate/account", "00:01:00", 3L, 1L), ("rate", "rate/account", "01:00:00", 5L, 1L), ("mostly", "mostly/sender/messages", "01:00:00", 1L, 1L)],
            (await bench.Engine.Usage.ReadAsync(subject, TestContext.Current.CancellationToken))
                .Select(static usage => (usage.Rule.Value, usage.Key.Scope, usage.Window.Length.ToString(), usage.Window.AtMost, usage.Used)));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7", "::ffff:198.51.100.7")]
    [InlineData("2001:db8::7", "2001:DB8::99")]
    [InlineData("2001:db8::7", "2001:db8::/64")]
    public async Task Read_OfAClient_FindsItsNetwork(string client, string subject)
    {
        SendingBench bench = new(Rules);
        await bench.SendAsync(address: client);
        Assert.Equal(2, (await bench.Engine.Usage.ReadAsync(subject, TestContext.Current.CancellationToken)).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody@domena.cz")]
    [InlineData("1")]
    [InlineData("198.51.100.7/64")]
    [InlineData("not anything")]
    public async Task Read_OfNobody_TellsNothing(string subject)
    {
        SendingBench bench = new(Rules);
        await bench.SendAsync();
        Assert.Empty(await bench.Engine.Usage.ReadAsync(subject, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_OfADomainKey_TakesTheDomainInAnySpelling()
    {
        SendingBench bench = new("rule: rate\nabout: A.\nstage: mail\nlimit: { count: messages, per: [sender.domain], at-most: { 1m: 3 } }\nreply: 550 5.1.0 no\n");
        await bench.SendAsync(account: "jan@háčky.cz");
        Assert.Single(await bench.Engine.Usage.ReadAsync("HÁČKY.cz", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_OfAFullWindow_TellsWhenItOpens()
    {
        SendingBench bench = new(Rules);
        DateTimeOffset first = bench.Clock.GetUtcNow();
        for (int i = 0; i < 3; i++) await bench.SendAsync();
        LimitUsage[] usages = [.. (await bench.Engine.Usage.ReadAsync(SendingBench.Jan, TestContext.Current.CancellationToken)).Where(static usage => usage.Rule.Value == "rate")];
        Assert.Equal([first.AddMinutes(1).AddTicks(1), null], usages.Select(static usage => usage.OpensAt));
    }

    [Fact]
    public async Task Read_OfTheBlocked_TellsTheBlockThoughTheCounterIsEmpty()
    {
        SendingBench bench = await BlockedAsync();
        LimitUsage usage = (await bench.Engine.Usage.ReadAsync(SendingBench.Jan, TestContext.Current.CancellationToken)).Single(static usage => usage.Rule.Value == "spam");
        Assert.Equal((1L, "1 of 1 within 1d used up: spam.verdict == 'spam'"), (usage.Used, usage.Block?.Reason));
        Assert.True(await bench.Counters.ResetAsync(usage.Key, TestContext.Current.CancellationToken));
        usage = (await bench.Engine.Usage.ReadAsync(SendingBench.Jan, TestContext.Current.CancellationToken)).Single(static usage => usage.Rule.Value == "spam");
        Assert.Equal((0L, true), (usage.Used, usage.Block is not null));
    }

    [Fact]
    public async Task Reset_OfOneRule_LeavesTheOthers()
    {
        SendingBench bench = new(Rules);
        for (int i = 0; i < 3; i++) await bench.SendAsync();
        Assert.Equal(1, await bench.Engine.Usage.ResetAsync(SendingBench.Jan, new RuleId("rate"), TestContext.Current.CancellationToken));
        Assert.False((await bench.SendAsync()).IsAccepted);
        Assert.Equal(1, await bench.Engine.Usage.ResetAsync(SendingBench.Address, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(0, await bench.Engine.Usage.ResetAsync("nobody", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lift_OfABudget_LetsTheNextSpamPassAgain()
    {
        SendingBench bench = await BlockedAsync();
        Assert.Equal(1, await bench.Engine.Usage.LiftAsync("Jan@domena.cz", cancellationToken: TestContext.Current.CancellationToken));
        Assert.False((await bench.SendAsync()).IsAccepted);
        Assert.Equal(1, await bench.Engine.Usage.LiftAsync(SendingBench.Address, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(PolicyStage.Message, (await bench.SendAsync()).Stage);
        Assert.Equal(0, await bench.Engine.Usage.LiftAsync("nobody@domena.cz", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lift_OfAShare_IsNotBlockedAgainByTheSameMessages()
    {
        SendingBench bench = new(Rules);
        for (int i = 0; i < 2; i++) await (await bench.SendAsync()).TellAsync(DeliveryEvent.Queued);
        Assert.Equal("mostly", (await bench.SendAsync()).Verdict.Rule.Value);
        Assert.Equal(0, await bench.Engine.Usage.LiftAsync(SendingBench.Jan, new RuleId("spam"), TestContext.Current.CancellationToken));
        Assert.Equal(1, await bench.Engine.Usage.LiftAsync(SendingBench.Jan, new RuleId("mostly"), TestContext.Current.CancellationToken));
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(3, (await bench.Engine.Usage.ReadAsync(SendingBench.Jan, TestContext.Current.CancellationToken)).First(static usage => usage.Rule.Value == "rate").Used);
    }

    private static async Task<SendingBench> BlockedAsync()
    {
        SendingBench bench = new(Rules);
        bench.Judge(isSpam: true);
        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.False((await bench.SendAsync()).IsAccepted);
        Assert.Equal(PolicyStage.Mail, (await bench.SendAsync()).Stage);
        Assert.Equal(2, (await bench.Engine.Usage.BlocksAsync()).Value.Length);
        return bench;
    }
}
