using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;

namespace Submission.Policy.Tests.Engine;

/// <summary>More than half of a larger batch that is queued, has bounced, or goes to certain domains (checks 11 to 11b); a batch of more than 10 here.</summary>
public sealed class ShareTests
{
    private const string End = "reply: 550 5.1.0 {id} policy violation\n";
    private const string Head = "rule: mostly\nabout: A.\nstage: mail\n";
    private const string Queued = Head + "share: { of: queued, among: messages, per: [client.ip, sender], within: 1h, more-than: 50%, once-over: 10, block-for: 60m }\n" + End;
    private const string Bounced = Head + "share: { of: bounced, among: messages, per: [client.ip, sender], within: 1h, more-than: 50%, once-over: 10, block-for: 60m }\n" + End;
    private const string Abused =
        Head + "share: { of: accepted, among: messages, per: [account], within: 1h, more-than: 50%, once-over: 10, block-for: 60m, only: recipient.domain in lists.abused }\n" + End;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(10, 10, true)] // not more than the batch must be
    [InlineData(11, 5, true)]
    [InlineData(11, 6, false)]
    [InlineData(12, 6, true)] // exactly half
    [InlineData(12, 7, false)]
    public async Task Queued_OfABatch_BlocksAboveBothFigures(int batch, int queued, bool accepted)
    {
        SendingBench bench = new(Queued);
        List<SendingBench.Sent> sent = await SendAsync(bench, batch);
        foreach (SendingBench.Sent message in sent.Take(queued)) await message.TellAsync(DeliveryEvent.Queued);
        Assert.Equal(accepted, (await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Block_TellsTheFiguresAndLastsItsTimeThoughTheQueueDrains()
    {
        SendingBench bench = new(Queued);
        List<SendingBench.Sent> sent = await SendAsync(bench, 11);
        foreach (SendingBench.Sent message in sent.Take(6)) await message.TellAsync(DeliveryEvent.Queued);
        SendingBench.Sent refused = await bench.SendAsync();
        Assert.Equal((PolicyStage.Mail, $"550 5.1.0 {refused.Id} policy violation"), (refused.Stage, refused.Verdict.Reply!.ToString()));
        Assert.Equal("6 of 11 messages of the last hour are queued", refused.Verdict.Reason);
        foreach (SendingBench.Sent message in sent) await message.TellAsync(DeliveryEvent.Delivered);
        bench.Clock.Advance(60 * Minute - TimeSpan.FromTicks(1));
        Assert.Equal("6 of 11 messages of the last hour are queued", (await bench.SendAsync()).Verdict.Reason);
        bench.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Block_IsOfEachKey()
    {
        SendingBench bench = new(Queued);
        List<SendingBench.Sent> sent = await SendAsync(bench, 11);
        foreach (SendingBench.Sent message in sent) await message.TellAsync(DeliveryEvent.Queued);
        Assert.False((await bench.SendAsync()).IsAccepted);
        Assert.Equal(
            [new CounterKey("mostly/client.ip", SendingBench.Address), new CounterKey("mostly/sender", SendingBench.Jan)],
            (await bench.Engine.Usage.BlocksAsync(TestContext.Current.CancellationToken)).Value.Select(static block => block.Key).OrderBy(static key => key.Scope));
        Assert.False((await bench.SendAsync(sender: "eva@domena.cz")).IsAccepted);
        Assert.False((await bench.SendAsync(address: "192.0.2.9")).IsAccepted);
        Assert.True((await bench.SendAsync(address: "192.0.2.9", sender: "eva@domena.cz")).IsAccepted);
    }

    [Fact]
    public async Task Queue_ThatDrainsInTime_BlocksNobody()
    {
        SendingBench bench = new(Queued);
        foreach (SendingBench.Sent message in await SendAsync(bench, 20))
        {
            await message.TellAsync(DeliveryEvent.Queued);
            await message.TellAsync(message.Id.ToString()[^1] % 2 == 0 ? DeliveryEvent.Delivered : DeliveryEvent.Bounced);
        }

        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Report_ToldAgain_ChangesNothing()
    {
        SendingBench bench = new(Queued);
        List<SendingBench.Sent> sent = await SendAsync(bench, 11);
        for (int i = 0; i < 10; i++)
        {
            foreach (SendingBench.Sent message in sent.Take(5)) await message.TellAsync(DeliveryEvent.Queued);
        }

        Assert.True((await bench.SendAsync()).IsAccepted);
        Assert.Equal(5, await UsedAsync(bench, "mostly/sender/queued"));
    }

    [Fact]
    public async Task Report_CountsFromWhenTheMessageWasAccepted()
    {
        SendingBench bench = new(Queued);
        List<SendingBench.Sent> sent = await SendAsync(bench, 11);
        bench.Clock.Advance(59 * Minute);
        foreach (SendingBench.Sent message in sent) await message.TellAsync(DeliveryEvent.Queued);
        Assert.Equal(11, await UsedAsync(bench, "mostly/sender/queued"));
        bench.Clock.Advance(2 * Minute);
        Assert.Equal((0L, 0L), (await UsedAsync(bench, "mostly/sender/queued"), await UsedAsync(bench, "mostly/sender/messages")));
        foreach (SendingBench.Sent message in sent) await message.TellAsync(DeliveryEvent.Queued);
        Assert.Equal(0, await UsedAsync(bench, "mostly/sender/queued"));
        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Bounced_OfABatch_BlocksAndLeavesTheQueueRule()
    {
        SendingBench bench = new(Bounced);
        List<SendingBench.Sent> sent = await SendAsync(bench, 11);
        foreach (SendingBench.Sent message in sent.Take(6)) await message.TellAsync(DeliveryEvent.Bounced);
        Assert.Equal("6 of 11 messages of the last hour have bounced", (await bench.SendAsync()).Verdict.Reason);
    }

    [Fact]
    public async Task Bounced_NeverAccepted_CountsAmongTheMessagesOnce()
    {
        SendingBench bench = new(Bounced);
        for (int i = 0; i < 11; i++)
        {
            SendingBench.Sent refusedByTheNextHop = await bench.SendAsync(commits: false);
            await refusedByTheNextHop.TellAsync(DeliveryEvent.Bounced);
            await refusedByTheNextHop.TellAsync(DeliveryEvent.Bounced);
        }

        Assert.Equal("11 of 11 messages of the last hour have bounced", (await bench.SendAsync()).Verdict.Reason);
    }

    [Fact]
    public async Task Accepted_ForListedDomains_CountsAMessageOnceByAnyOfItsRecipients()
    {
        SendingBench bench = new(Abused);
        for (int i = 0; i < 6; i++) Assert.True((await bench.SendAsync(to: ["a@qq.com", "petr@example.org", "b@yahoo.com"])).IsAccepted);
        for (int i = 0; i < 5; i++) Assert.True((await bench.SendAsync()).IsAccepted);
        SendingBench.Sent refused = await bench.SendAsync();
        Assert.Equal("6 of 11 messages of the last hour match recipient.domain in lists.abused", refused.Verdict.Reason);
        Assert.True((await bench.SendAsync(account: "petr@domena.cz")).IsAccepted);
    }

    [Fact]
    public async Task Recipients_CountEach()
    {
        SendingBench bench = new(Abused.Replace("among: messages", "among: recipients", StringComparison.Ordinal));
        await bench.SendAsync(to: ["a@qq.com", "b@qq.com", "c@qq.com", "d@qq.com", "e@qq.com", "1@a.cz", "2@a.cz", "3@a.cz", "4@a.cz", "5@a.cz"]);
        Assert.True((await bench.SendAsync(to: ["f@qq.com"])).IsAccepted);
        Assert.Equal("6 of 11 recipients of the last hour match recipient.domain in lists.abused", (await bench.SendAsync()).Verdict.Reason);
    }

    [Fact]
    public async Task Recipients_ThatAreReportedApart_CountEach()
    {
        SendingBench bench = new(Bounced.Replace("among: messages", "among: recipients", StringComparison.Ordinal));
        string[] to = [.. Enumerable.Range(0, 11).Select(static i => $"r{i}@example.org")];
        SendingBench.Sent sent = await bench.SendAsync(to: to);
        foreach (string recipient in to.Take(6))
            await bench.Engine.ReportAsync(sent.Report(DeliveryEvent.Bounced) with { Recipient = EmailAddress.Parse(recipient) }, TestContext.Current.CancellationToken);
        Assert.Equal("6 of 11 recipients of the last hour have bounced", (await bench.SendAsync()).Verdict.Reason);
    }

    [Fact]
    public async Task Report_ThatDoesNotKnowTheClient_TouchesOnlyTheSender()
    {
        SendingBench bench = new(Queued);
        foreach (SendingBench.Sent message in await SendAsync(bench, 11))
            await bench.Engine.ReportAsync(message.Report(DeliveryEvent.Queued) with { Client = null, Account = null }, TestContext.Current.CancellationToken);
        Assert.Equal((0L, 11L), (await UsedAsync(bench, "mostly/client.ip/queued", SendingBench.Address), await UsedAsync(bench, "mostly/sender/queued")));
        Assert.True((await bench.SendAsync(sender: "eva@domena.cz")).IsAccepted);
        Assert.False((await bench.SendAsync(address: "192.0.2.9")).IsAccepted);
    }

    [Fact]
    public async Task Report_OfAnUnknownMessage_DoesNoHarm()
    {
        SendingBench bench = new(Queued);
        var report = new DeliveryReport { MessageId = "unknown", Event = DeliveryEvent.Delivered, AcceptedAt = DateTimeOffset.MinValue, Sender = EmailAddress.NullReversePath };
        foreach (DeliveryEvent happened in Enum.GetValues<DeliveryEvent>()) await bench.Engine.ReportAsync(report with { Event = happened }, TestContext.Current.CancellationToken);
        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Ipv6_IsCountedByItsNetwork()
    {
        SendingBench bench = new(Queued);
        for (int i = 0; i < 11; i++) await (await bench.SendAsync(address: $"2001:db8::{i + 1}", sender: $"u{i}@domena.cz")).TellAsync(DeliveryEvent.Queued);
        Assert.False((await bench.SendAsync(address: "2001:db8::ffff")).IsAccepted);
        Assert.True((await bench.SendAsync(address: "2001:db8:0:1::1")).IsAccepted);
    }

    [Fact]
    public async Task Unless_ExemptMessages_BelongToNoBatch()
    {
        SendingBench bench = new(Queued + "unless: client.webmail\n");
        for (int i = 0; i < 11; i++) await (await bench.SendAsync(address: "203.0.113.5")).TellAsync(DeliveryEvent.Queued);
        Assert.Equal(0, await UsedAsync(bench, "mostly/sender/messages"));
        Assert.Equal(0, await UsedAsync(bench, "mostly/sender/queued"));
        Assert.True((await bench.SendAsync()).IsAccepted);
    }

    [Fact]
    public async Task Shadow_RefusesNobody()
    {
        SendingBench bench = new(Queued + "mode: shadow\n");
        foreach (SendingBench.Sent message in await SendAsync(bench, 11)) await message.TellAsync(DeliveryEvent.Queued);
        SendingBench.Sent sent = await bench.SendAsync();
        Assert.True(sent.IsAccepted);
        Assert.Equal(RuleOutcome.Shadowed, sent.Decision.Rules[0].Outcome);
    }

    [Fact]
    public async Task Decision_ShowsBothCounters()
    {
        SendingBench bench = new(Abused);
        await bench.SendAsync(to: ["a@qq.com"]);
        SendingBench.Sent sent = await bench.SendAsync(commits: false);
        Assert.Equal(
            [("mostly/account/messages", 1L, 10L), ("mostly/account/matching", 1L, 5L)],
            sent.Decision.Rules[0].Counters.Select(static counter => (counter.Key.Scope, counter.Used, counter.Window.AtMost)));
    }

    private static async Task<List<SendingBench.Sent>> SendAsync(SendingBench bench, int count)
    {
        List<SendingBench.Sent> sent = [];
        for (int i = 0; i < count; i++)
        {
            sent.Add(await bench.SendAsync());
            Assert.True(sent[^1].IsAccepted);
        }

        return sent;
    }

    private static async Task<long> UsedAsync(SendingBench bench, string scope, string subject = SendingBench.Jan) =>
        (await bench.Engine.Usage.ReadAsync(subject)).SingleOrDefault(usage => usage.Key.Scope == scope)?.Used ?? 0;
}
