using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

// What operators ask for at once, and what waits for a suspended destination.
public abstract partial class MessageQueueSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Retry_IsNotedAtTheDeliveryUntilItsNextAttempt()
    {
        QueuedDelivery first = await DeferredAsync(Hour);
        Assert.Null(first.AskedAt);
        await PassAsync(TimeSpan.FromMinutes(1));
        await Queue.RetryAsync(QueueFilter.All, Token);
        await PassAsync(TimeSpan.FromMinutes(1));

        QueuedDelivery asked = await ClaimOneAsync("b.example");
        Assert.InRange(asked.Message.AcceptedAt + asked.Age - asked.AskedAt!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        await Queue.CompleteAsync(asked, QueueSamples.Result(asked, RecipientOutcomeKind.Deferred, retryAfter: Hour, isAttempt: false), Token);
        Assert.Empty((await Queue.FindDueAsync(10, Token)).Destinations);
        await PassAsync(Hour);
        QueuedDelivery again = await ClaimOneAsync("b.example");
        Assert.NotNull(again.AskedAt);
        await Queue.CompleteAsync(again, QueueSamples.Result(again, RecipientOutcomeKind.Deferred), Token);
        Assert.Null((await ClaimOneAsync("b.example")).AskedAt);
    }

    // An attempt that began before the operator's word, and turned out to be none, must not put it off.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_OfWhatIsUnderWay_MakesItDueAtOnceUnlessItIsTried(bool isAttempt)
    {
        await DeferredAsync(Hour);
        await Queue.RetryAsync(QueueFilter.All, Token);
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        Assert.Equal(new QueueChange(0, 1), await Queue.RetryAsync(QueueFilter.All, Token));
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: Hour, isAttempt: isAttempt), Token);
        Assert.Equal(isAttempt ? 0 : 1, (await Queue.FindDueAsync(10, Token)).Destinations.Count);
        if (!isAttempt) Assert.NotEqual(claim.AskedAt, (await ClaimOneAsync("b.example")).AskedAt);
    }

    [Fact]
    public async Task Release_AndResume_AreNotedAsAskedFor()
    {
        await AddAsync(QueueSamples.Message("a@b.example", "a@c.example"));
        await Queue.HoldAsync(new QueueFilter { Destination = "b.example" }, "wait", null, Token);
        await Queue.SuspendAsync("c.example", "wait", null, Token);
        await Queue.ReleaseAsync(QueueFilter.All, Token);
        QueuedDelivery underWay = Assert.Single(await Queue.ClaimSuspendedAsync("c.example", 1, Token));
        await Queue.ResumeAsync("c.example", Token);
        await Queue.CompleteAsync(underWay, QueueSamples.Result(underWay, RecipientOutcomeKind.Deferred, retryAfter: Hour, isAttempt: false), Token);
        Assert.NotNull((await ClaimOneAsync("b.example")).AskedAt);
        Assert.NotNull((await ClaimOneAsync("c.example")).AskedAt);
    }

    [Fact]
    public async Task Suspended_IsFoundAndClaimedApart()
    {
        await AddAsync(QueueSamples.Message("a@b.example", "a@c.example"));
        Assert.Empty((await Queue.FindDueAsync(10, Token)).Suspended);
        Assert.Empty(await Queue.ClaimSuspendedAsync("b.example", 1, Token));
        await Queue.SuspendAsync("b.example", "wait", TimeSpan.FromDays(2), Token);
        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Equal(["c.example"], due.Destinations);
        Assert.Equal(["b.example"], due.Suspended);

        Assert.Empty(await Queue.ClaimAsync("b.example", 1, Token));
        QueuedDelivery claim = Assert.Single(await Queue.ClaimSuspendedAsync("b.example", 10, Token));
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: Hour, isAttempt: false), Token);
        QueuedDelivery other = await ClaimOneAsync("c.example");
        await Queue.CompleteAsync(other, DeliveryResult.Done, Token);
        due = await Queue.FindDueAsync(10, Token);
        Assert.Empty(due.Destinations);
        Assert.Empty(due.Suspended);
        Assert.InRange(due.NextIn!.Value, TimeSpan.FromMinutes(59), Hour);
        await PassAsync(Hour);
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Suspended);
    }

    // What was put off until the old end must find out about the new one.
    [Fact]
    public async Task Suspend_AgainForAnotherTime_MakesWhatWaitsThereDue()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        await Queue.SuspendAsync("b.example", "wait", TimeSpan.FromDays(2), Token);
        QueuedDelivery claim = Assert.Single(await Queue.ClaimSuspendedAsync("b.example", 10, Token));
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: TimeSpan.FromDays(2), isAttempt: false), Token);
        Assert.Empty((await Queue.FindDueAsync(10, Token)).Suspended);
        await Queue.SuspendAsync("b.example", "sooner", Hour, Token);
        Assert.Equal(["b.example"], (await Queue.FindDueAsync(10, Token)).Suspended);
    }

    private async Task<QueuedDelivery> DeferredAsync(TimeSpan retryAfter)
    {
        QueuedDelivery claim = (await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true)))[0];
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: retryAfter), Token);
        return claim;
    }
}
