using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;

namespace Submission.Gateway.Tests.Queue;

/// <summary>Row Q16: a queue that was written by a clock ahead of the present one.</summary>
public sealed class SqliteQueueClockTests : IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(5);

    private readonly SqliteQueueFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Q16_MessagesWrittenAhead_AreDueAtOnceAndYoung()
    {
        _folder.Clock.Step = Ahead;
        await using (SqliteMessageQueue queue = _folder.Open()) await queue.AddAsync(QueueSamples.Message("a@b.example"), Token);
        _folder.Clock.Step = TimeSpan.Zero;
        await using SqliteMessageQueue again = _folder.Open();
        await again.AddAsync(QueueSamples.Message("a@c.example"), Token);
        Assert.Equal(["b.example", "c.example"], (await again.FindDueAsync(10, Token)).Destinations);
        QueuedDelivery claim = Assert.Single(await again.ClaimAsync("b.example", 10, Token));
        Assert.Equal((TimeSpan.Zero, _folder.Clock.GetUtcNow()), (claim.Age, claim.Message.AcceptedAt));
    }

    [Fact]
    public async Task Q16_AttemptMadeAhead_IsRepeatedWhenItWasToBeAndExpiresNoSooner()
    {
        await using (SqliteMessageQueue queue = _folder.Open()) await queue.AddAsync(QueueSamples.Message("a@b.example"), Token);
        _folder.Clock.Step = Ahead;
        await using (SqliteMessageQueue queue = _folder.Open())
        {
            QueuedDelivery claim = Assert.Single(await queue.ClaimAsync("b.example", 10, Token));
            await queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Failed, OwedNotice.Failed, noticeAfter: Retry) with { RetryAfter = Retry }, Token);
            await queue.AddAsync(QueueSamples.Message(["c@c.example"]), Token);
            QueuedDelivery other = Assert.Single(await queue.ClaimAsync("c.example", 10, Token));
            await queue.CompleteAsync(other, QueueSamples.Result(other, RecipientOutcomeKind.Deferred, retryAfter: Retry), Token);
        }

        _folder.Clock.Step = TimeSpan.Zero;
        await using SqliteMessageQueue again = _folder.Open();
        Assert.InRange((await again.FindDueAsync(10, Token)).NextIn!.Value, TimeSpan.FromTicks(1), Retry);
        _folder.Clock.Advance(Retry);
        Assert.Equal(["c.example"], (await again.FindDueAsync(10, Token)).Destinations);
        Assert.NotNull(await again.ClaimNoticesAsync(Token));
        Assert.All(await again.ListAsync(QueueFilter.All, 10, 0, Token), static one => Assert.InRange(one.Age, TimeSpan.Zero, Retry));
    }

    // The only message is older: it alone does not show that the clock stood ahead when it was deferred.
    [Fact]
    public async Task Q16_NothingAddedAhead_TheClockIsKnownAllTheSame()
    {
        await using (SqliteMessageQueue queue = _folder.Open()) await queue.AddAsync(QueueSamples.Message("a@b.example"), Token);
        _folder.Clock.Step = Ahead;
        await using (SqliteMessageQueue queue = _folder.Open())
        {
            _folder.Clock.Advance(TimeSpan.FromHours(1));
            QueuedDelivery claim = Assert.Single(await queue.ClaimAsync("b.example", 10, Token));
            await queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: Retry), Token);
        }

        _folder.Clock.Step = TimeSpan.Zero;
        await using SqliteMessageQueue again = _folder.Open();
        _folder.Clock.Advance(Retry);
        Assert.Equal(["b.example"], (await again.FindDueAsync(10, Token)).Destinations);
    }
}
