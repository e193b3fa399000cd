using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

public abstract partial class MessageQueueSuite
{
    [Fact]
    public async Task List_ByEachField_GivesThoseThatMeetAll()
    {
        NewMessage first = QueueSamples.Message(["a@b.example", "a@c.example"], sender: "Jan@a.example", account: "jan");
        NewMessage second = QueueSamples.Message(["b@b.example"], sender: "", account: null);
        await AddAsync(first);
        await AddAsync(second with { HoldReason = "looked at" });

        Assert.Equal(3, (await ListAsync()).Count);
        Assert.Equal(["b.example", "c.example"], (await ListAsync(new QueueFilter { Id = first.Id })).Select(static one => one.Destination).Order());
        Assert.Equal(2, (await ListAsync(new QueueFilter { Destination = "b.example" })).Count);
        Assert.Equal(2, (await ListAsync(new QueueFilter { Sender = "jan@a.example" })).Count);
        Assert.Equal(second.Id, Assert.Single(await ListAsync(new QueueFilter { Sender = "" })).Message.Id);
        Assert.Equal(2, (await ListAsync(new QueueFilter { Account = "jan" })).Count);
        Assert.Single(await ListAsync(new QueueFilter { Account = "jan", Destination = "b.example", State = DeliveryState.Waiting }));
        Assert.Empty(await ListAsync(new QueueFilter { Id = second.Id, Destination = "c.example" }));
        Assert.Empty(await ListAsync(new QueueFilter { Id = TransactionId.Create(QueueSamples.Moment) }));
        QueuedDelivery held = Assert.Single(await ListAsync(new QueueFilter { State = DeliveryState.Held }));
        Assert.Equal(("looked at", null, 0L), (held.HoldReason, held.HeldUntil, held.Token));
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnce()
    {
        for (int i = 0; i < 7; i++) await AddAsync(QueueSamples.Message($"r{i}@b.example", $"r{i}@c.example"));
        List<long> seen = [];
        IReadOnlyList<QueuedDelivery> page;
        while ((page = await Queue.ListAsync(QueueFilter.All, 4, seen.LastOrDefault(), Token)).Count > 0) seen.AddRange(page.Select(static one => one.Number));
        Assert.Equal(14, seen.Distinct().Count());
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task Retry_MakesWhatWaitsDue()
    {
        foreach (string recipient in new[] { "a@b.example", "b@b.example", "a@c.example" })
        {
            QueuedDelivery claim = (await AddAsync(QueueSamples.Message([recipient], isClaimed: true)))[0];
            if (recipient != "b@b.example") await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: TimeSpan.FromHours(1)), Token);
        }

        Assert.Empty((await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Equal(new QueueChange(1, 1), await Queue.RetryAsync(new QueueFilter { Destination = "b.example" }, Token));
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Equal(1, (await ClaimOneAsync("b.example")).Attempts);
    }

    [Fact]
    public async Task Hold_ThenRelease_StopsAndGoesOn()
    {
        await AddAsync(QueueSamples.Message("a@b.example", "a@c.example"));
        Assert.Equal(new QueueChange(1, 0), await Queue.HoldAsync(new QueueFilter { Destination = "b.example" }, "phishing?", null, Token));
        Assert.Equal(["c.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Empty(await Queue.ClaimAsync("b.example", 1, Token));
        QueuedDelivery held = Assert.Single(await ListAsync(new QueueFilter { State = DeliveryState.Held }));
        Assert.Equal(("phishing?", null), (held.HoldReason, held.HeldUntil));
        await ReopenAsync();
        Assert.Empty(await Queue.ClaimAsync("b.example", 1, Token));

        Assert.Equal(new QueueChange(1, 0), await Queue.ReleaseAsync(QueueFilter.All, Token));
        Assert.Null((await ClaimOneAsync("b.example")).HoldReason);
    }

    [Fact]
    public async Task Hold_ForATime_EndsByItself()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        await Queue.HoldAsync(QueueFilter.All, "for an hour", TimeSpan.FromHours(1), Token);
        Assert.NotNull((await ListAsync())[0].HeldUntil);
        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Empty(due.Destinations);
        Assert.InRange(due.NextIn!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        await ClaimOneAsync("b.example");
    }

    [Fact]
    public async Task Hold_OfWhatIsUnderWay_HoldsItOnceItsAttemptHasEnded()
    {
        QueuedDelivery claim = (await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true)))[0];
        Assert.Equal(new QueueChange(0, 1), await Queue.HoldAsync(QueueFilter.All, "wait", null, Token));
        Assert.True(await Queue.RenewAsync(claim, Token));
        Assert.True(await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred), Token));
        QueuedDelivery held = Assert.Single(await ListAsync());
        Assert.Equal((DeliveryState.Held, "wait", 1), (held.State, held.HoldReason, held.Attempts));
    }

    [Fact]
    public async Task Hold_OfWhatIsUnderWayAndSucceeds_ChangesNothing()
    {
        QueuedDelivery claim = (await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true)))[0];
        await Queue.HoldAsync(QueueFilter.All, "wait", null, Token);
        Assert.True(await Queue.CompleteAsync(claim, DeliveryResult.Done, Token));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Bounce_TellsTheSenderWhy()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        QueuedDelivery busy = (await AddAsync(QueueSamples.Message(["b@b.example"], isClaimed: true)))[0];
        Assert.Equal(new QueueChange(1, 1), await Queue.BounceAsync(QueueFilter.All, "given up by the operator", Token));

        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        QueuedRecipient recipient = Assert.Single(Assert.Single(owed.Deliveries).Recipients);
        Assert.Equal((OwedNotice.Failed, RecipientOutcomeKind.Failed, "given up by the operator", 5), (recipient.Notice, recipient.Last!.Kind, recipient.Last.Text, recipient.Last.Status.Class));
        Assert.Equal(DeliveryState.Finished, owed.Deliveries[0].State);
        Assert.True(await Queue.RenewAsync(busy, Token));
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));
        Assert.Equal(busy.Number, Assert.Single(await ListAsync()).Number);
    }

    [Fact]
    public async Task Bounce_WhereNobodyIsToBeTold_RemovesTheMessage()
    {
        await AddAsync(QueueSamples.Message(["a@b.example"], sender: ""));
        await AddAsync(QueueSamples.Message(["b@b.example"], notify: DsnNotify.Never) with { HoldReason = "held" });
        Assert.Equal(new QueueChange(2, 0), await Queue.BounceAsync(QueueFilter.All, "given up", Token));
        Assert.Empty(await ListAsync());
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
    }

    [Fact]
    public async Task Drop_RemovesWithoutAWord()
    {
        byte[] large = QueueSamples.Octets(200_000);
        await AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], body: large));
        QueuedDelivery busy = (await AddAsync(QueueSamples.Message(["b@b.example"], isClaimed: true)))[0];
        QueuedDelivery other = (await ListAsync(new QueueFilter { Destination = "c.example" }))[0];

        Assert.Equal(new QueueChange(1, 1), await Queue.DropAsync(new QueueFilter { Destination = "b.example" }, Token));
        Assert.Equal(large, await QueueSamples.ReadAsync(Queue, other.Message, Token));
        Assert.Equal(new QueueChange(1, 1), await Queue.DropAsync(QueueFilter.All, Token));
        Assert.Null(await Queue.OpenBodyAsync(other.Message, Token));
        Assert.Equal(busy.Number, Assert.Single(await ListAsync()).Number);
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
    }

    [Fact]
    public async Task Suspend_ThenResume_StopsAndGoesOn()
    {
        await AddAsync(QueueSamples.Message("a@b.example", "a@c.example"));
        await Queue.SuspendAsync("b.example", "asked us to wait", null, Token);
        await Queue.SuspendAsync("b.example", "their server burns", TimeSpan.FromHours(2), Token);
        Assert.Equal(["c.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Empty(await Queue.ClaimAsync("b.example", 1, Token));
        await ReopenAsync();
        Assert.Equal(["c.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        DestinationSuspension suspension = Assert.Single(await Queue.SuspensionsAsync(Token));
        Assert.Equal(("b.example", "their server burns"), (suspension.Destination, suspension.Reason));
        Assert.Equal(TimeSpan.FromHours(2), suspension.Until - suspension.Since);

        Assert.True(await Queue.ResumeAsync("b.example", Token));
        Assert.False(await Queue.ResumeAsync("b.example", Token));
        Assert.Empty(await Queue.SuspensionsAsync(Token));
        await ClaimOneAsync("b.example");
    }

    [Fact]
    public async Task Suspend_ForATime_EndsByItself()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        await Queue.SuspendAsync("b.example", "for an hour", TimeSpan.FromHours(1), Token);
        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Empty(due.Destinations);
        Assert.InRange(due.NextIn!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Empty(await Queue.SuspensionsAsync(Token));
        Assert.False(await Queue.ResumeAsync("b.example", Token));
    }

    [Fact]
    public async Task Resume_MakesWhatWaitsDueAtOnce()
    {
        QueuedDelivery claim = (await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true)))[0];
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: TimeSpan.FromHours(1)), Token);
        await Queue.SuspendAsync("b.example", "wait", null, Token);
        await Queue.ResumeAsync("b.example", Token);
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
    }

    [Fact]
    public async Task Count_TellsStatesAndTheLargestDestinations()
    {
        for (int i = 0; i < 3; i++) await AddAsync(QueueSamples.Message($"r{i}@b.example", $"r{i}@c.example"));
        await PassAsync(TimeSpan.FromMinutes(1));
        await AddAsync(QueueSamples.Message("x@b.example"));
        await ClaimOneAsync("b.example");
        await Queue.HoldAsync(new QueueFilter { Destination = "c.example" }, "held", null, Token);

        QueueStatistics statistics = await Queue.CountAsync(1, Token);
        Assert.Equal((4L, 3L, 1L, 3L), (statistics.Messages, statistics.Waiting, statistics.UnderWay, statistics.Held));
        DestinationStatistics top = Assert.Single(statistics.Destinations);
        Assert.Equal(("b.example", 4L), (top.Destination, top.Deliveries));
        Assert.InRange(top.OldestAge, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        Assert.NotNull(top.NextIn);
        Assert.Null((await Queue.CountAsync(2, Token)).Destinations[1].NextIn);
    }
}
