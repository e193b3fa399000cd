using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

public abstract partial class MessageQueueSuite
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Notices_OfTwoDomains_AreClaimedTogetherAndToldOnce()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], isClaimed: true));
        foreach (QueuedDelivery claim in claims) Assert.True(await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Failed, OwedNotice.Failed, noticeAfter: Wait), Token));
        Assert.All(await ListAsync(), static one => Assert.Equal(DeliveryState.Finished, one.State));
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.False(due.HasNotices);
        Assert.InRange(due.NextIn!.Value, TimeSpan.FromSeconds(1), Wait);

        await PassAsync(Wait);
        Assert.True((await Queue.FindDueAsync(10, Token)).HasNotices);
        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        Assert.Equal(["b.example", "c.example"], owed.Deliveries.Select(static one => one.Destination).Order());
        Assert.All(owed.Deliveries, static one => Assert.Equal(OwedNotice.Failed, one.Recipients[0].Notice));
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
        Assert.NotNull(await QueueSamples.ReadAsync(Queue, owed.Message, Token));

        NewMessage notice = QueueSamples.Message(["jan@a.example"], sender: "", account: null);
        Assert.True(await Queue.CompleteNoticesAsync(owed, notice, Token));
        Assert.False(await Queue.CompleteNoticesAsync(owed, notice with { Id = TransactionId.Create(QueueSamples.Moment) }, Token));

        QueuedDelivery left = Assert.Single(await ListAsync());
        Assert.Equal((notice.Id, "a.example", DeliveryState.Waiting), (left.Message.Id, left.Destination, left.State));
        Assert.True(left.Message.Mail.ReversePath.IsNull);
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
        Assert.Null(await Queue.OpenBodyAsync(owed.Message, Token));
    }

    [Fact]
    public async Task Notices_ThatAreNotSentAfterAll_AreToldAllTheSame()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true));
        await Queue.CompleteAsync(claims[0], QueueSamples.Result(claims[0], RecipientOutcomeKind.Failed, OwedNotice.Failed), Token);
        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));
        Assert.Empty(await ListAsync());
        Assert.Equal(0, (await Queue.CountAsync(1, Token)).Messages);
    }

    [Fact]
    public async Task Notices_OfDelay_AreToldOnceAndTheDeliveryGoesOn()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, OwedNotice.Delayed, retryAfter: TimeSpan.FromHours(1)), Token);
        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        Assert.Equal(OwedNotice.Delayed, Assert.Single(owed.Deliveries).Recipients[0].Notice);
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));

        QueuedDelivery left = Assert.Single(await ListAsync());
        Assert.Equal((OwedNotice.None, true, DeliveryState.Waiting), (left.Recipients[0].Notice, left.Recipients[0].IsDelayTold, left.State));
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
    }

    // The next attempt begins with the delay untold and ends after it was told: it must not be told again, nor forgotten.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Notices_ToldWhileTheNextAttemptIsUnderWay_AreNotToldAgain(bool failsThen)
    {
        await AddAsync(QueueSamples.Message("gone@b.example", "a@b.example"));
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, static recipient => recipient.Ordinal == 0
            ? recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Failed), Notice = OwedNotice.Failed }
            : recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Deferred), Notice = OwedNotice.Delayed }), Token);
        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        QueuedDelivery next = await ClaimOneAsync("b.example");
        Assert.Equal(2, next.Recipients.Length);
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));

        DeliveryResult result = QueueSamples.Result(next, recipient => recipient.Ordinal == 0 ? recipient
            : failsThen ? recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Failed), Notice = OwedNotice.Failed }
            : recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Deferred) });
        Assert.True(await Queue.CompleteAsync(next, result, Token));

        QueuedDelivery left = Assert.Single(await ListAsync());
        QueuedRecipient recipient = Assert.Single(left.Recipients);
        Assert.Equal("a@b.example", recipient.Command.ForwardPath.ToString());
        Assert.Equal(failsThen ? OwedNotice.Failed : OwedNotice.None, recipient.Notice);
        Assert.True(recipient.IsDelayTold);
        OwedNotices? last = await Queue.ClaimNoticesAsync(Token);
        Assert.Equal(failsThen, last is not null);
    }

    [Fact]
    public async Task Notices_ThatArriveWhileOthersAreClaimed_AreToldLater()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], isClaimed: true));
        await Queue.CompleteAsync(claims[0], QueueSamples.Result(claims[0], RecipientOutcomeKind.Failed, OwedNotice.Failed), Token);
        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        await Queue.CompleteAsync(claims[1], QueueSamples.Result(claims[1], RecipientOutcomeKind.Failed, OwedNotice.Failed), Token);
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));

        OwedNotices later = (await Queue.ClaimNoticesAsync(Token))!;
        Assert.Equal("c.example", Assert.Single(later.Deliveries).Destination);
        Assert.True(await Queue.CompleteNoticesAsync(later, null, Token));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Notices_AfterReopening_AreStillOwed()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true));
        await Queue.CompleteAsync(claims[0], QueueSamples.Result(claims[0], RecipientOutcomeKind.Failed, OwedNotice.Failed), Token);
        OwedNotices before = (await Queue.ClaimNoticesAsync(Token))!;
        await ReopenAsync();

        OwedNotices owed = (await Queue.ClaimNoticesAsync(Token))!;
        Assert.Equal(before.Message.Id, owed.Message.Id);
        Assert.False(await Queue.CompleteNoticesAsync(before, null, Token));
        Assert.True(await Queue.CompleteNoticesAsync(owed, null, Token));
        Assert.Empty(await ListAsync());
    }
}
