using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Tls;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

/// <summary>What every queue must do. A store's own class of tests derives from it and says how it is opened and how its time passes.</summary>
public abstract partial class MessageQueueSuite : IAsyncLifetime
{
    protected IMessageQueue Queue { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Queue = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Queue.DisposeAsync();
        await CloseAsync();
    }

    /// <summary>Opens the queue; called again after the one before was disposed, it finds what that has left, and all its claims have ended as if it had died.</summary>
    protected abstract Task<IMessageQueue> OpenAsync();

    /// <summary>Lets time pass for the queue.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Removes what the test has left.</summary>
    protected abstract Task CloseAsync();

    protected async Task ReopenAsync()
    {
        await Queue.DisposeAsync();
        Queue = await OpenAsync();
    }

    protected async Task<IReadOnlyList<QueuedDelivery>> AddAsync(NewMessage message)
    {
        QueueAddition addition = await Queue.AddAsync(message, Token);
        Assert.True(addition.Outcome == QueueAdditionOutcome.Stored, $"{addition.Outcome}: {Queue.Health}");
        return addition.Claims;
    }

    protected async Task<QueuedDelivery> ClaimOneAsync(string destination) => Assert.Single(await Queue.ClaimAsync(destination, 1, Token));

    protected async Task<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter? filter = null) => await Queue.ListAsync(filter ?? QueueFilter.All, 1000, 0, Token);

    [Fact]
    public async Task Add_ThenClaim_GivesWhatWasAdded()
    {
        NewMessage message = QueueSamples.Message(["Petr@b.example", "eva@c.example", "Ota@b.example"]) with { IsSpam = true };
        message = message with { Tls = MessageTls.Required, Mail = message.Mail with { Parameters = message.Mail.Parameters with { RequireTls = true } } };
        Assert.Empty(await AddAsync(message));

        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Equal(["b.example", "c.example"], due.Destinations.Order());
        QueuedDelivery claim = await ClaimOneAsync("b.example");

        Assert.Equal(["Petr@b.example", "Ota@b.example"], claim.Names());
        Assert.Equal([0, 2], claim.Recipients.Select(static one => one.Ordinal));
        Assert.Equal(DeliveryState.UnderWay, claim.State);
        Assert.Equal(message.Id, claim.Message.Id);
        Assert.Equal(message.Mail, claim.Message.Mail);
        Assert.Equal(message.Prefix.ToArray(), claim.Message.Prefix.ToArray());
        Assert.Equal(message.Body.Length, claim.Message.Size);
        Assert.Equal((2, "jan", message.Client, true, MessageTls.Required), (claim.Message.Deliveries, claim.Message.Account, claim.Message.Client, claim.Message.IsSpam, claim.Message.Tls));
        Assert.True(message.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
        Assert.Equal(octets.ToArray(), await QueueSamples.ReadAsync(Queue, claim.Message, Token));
        Assert.Empty(await Queue.ClaimAsync("b.example", 10, Token));
    }

    [Fact]
    public async Task Add_Claimed_IsNotDueAndCanBeCompleted()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], isClaimed: true));
        Assert.Equal(["b.example", "c.example"], claims.Select(static claim => claim.Destination));
        Assert.Empty((await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.All(await ListAsync(), static one => Assert.Equal(DeliveryState.UnderWay, one.State));

        Assert.True(await Queue.RenewAsync(claims[0], Token));
        Assert.True(await Queue.CompleteAsync(claims[0], DeliveryResult.Done, Token));
        Assert.False(await Queue.RenewAsync(claims[0], Token));
        Assert.False(await Queue.CompleteAsync(claims[0], DeliveryResult.Done, Token));
        Assert.NotNull(await QueueSamples.ReadAsync(Queue, claims[1].Message, Token));
        Assert.True(await Queue.CompleteAsync(claims[1], DeliveryResult.Done, Token));

        Assert.Empty(await ListAsync());
        Assert.Null(await Queue.OpenBodyAsync(claims[0].Message, Token));
        Assert.Equal(0, (await Queue.CountAsync(10, Token)).Messages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task OpenBody_AfterReopening_GivesExactlyWhatWasAdded(int length)
    {
        byte[] body = QueueSamples.Octets(length);
        await AddAsync(QueueSamples.Message(["a@b.example"], body: body));
        await ReopenAsync();
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        Assert.Equal(body, await QueueSamples.ReadAsync(Queue, claim.Message, Token));
    }

    [Fact]
    public async Task Complete_Q11_EachRecipientKeepsItsStateOverAStop()
    {
        await AddAsync(QueueSamples.Message("ok@b.example", "later@b.example", "never@b.example"));
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        RecipientOutcomeKind[] kinds = [RecipientOutcomeKind.Delivered, RecipientOutcomeKind.Deferred, RecipientOutcomeKind.Failed];
        DeliveryResult result = QueueSamples.Result(claim, recipient => recipient with
        {
            Last = QueueSamples.Outcome(kinds[recipient.Ordinal]),
            Notice = recipient.Ordinal == 2 ? OwedNotice.Failed : OwedNotice.None,
        }) with
        { RetryAfter = TimeSpan.FromMinutes(5), NoticeAfter = TimeSpan.FromSeconds(5) };
        Assert.True(await Queue.CompleteAsync(claim, result, Token));
        await ReopenAsync();

        QueuedDelivery left = Assert.Single(await ListAsync());
        Assert.Equal(["later@b.example", "never@b.example"], left.Names());
        Assert.Equal([RecipientOutcomeKind.Deferred, RecipientOutcomeKind.Failed], left.Recipients.Select(static one => one.Last!.Kind));
        Assert.Equal((DeliveryState.Waiting, 1), (left.State, left.Attempts));
        Assert.Empty((await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Empty(await Queue.ClaimAsync("b.example", 10, Token));

        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("b.example", Assert.Single((await Queue.FindDueAsync(10, Token)).Destinations));
        QueuedDelivery again = await ClaimOneAsync("b.example");
        Assert.NotEqual(claim.Token, again.Token);
        Assert.InRange(again.Age, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.False(await Queue.CompleteAsync(claim, DeliveryResult.Done, Token));
        Assert.True(await Queue.RenewAsync(again, Token));
    }

    [Fact]
    public async Task Complete_GivenBackUntried_CountsNoAttempt()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        Assert.True(await Queue.CompleteAsync(claim, new DeliveryResult(claim.Recipients) { IsAttempt = false }, Token));
        QueuedDelivery again = await ClaimOneAsync("b.example");
        Assert.Equal(0, again.Attempts);
        Assert.Null(again.Recipients[0].Last);
    }

    [Fact]
    public async Task Reopen_Q7_FindsAllThatWasStored()
    {
        NewMessage[] messages = [.. Enumerable.Range(0, 50).Select(static i => QueueSamples.Message([$"r{i}@d{i % 7}.example"], body: QueueSamples.Octets(i * 2000, i)))];
        await Task.WhenAll(messages.Select(AddAsync));
        await ReopenAsync();

        Assert.Equal(50, (await Queue.CountAsync(10, Token)).Messages);
        foreach (string destination in (await Queue.FindDueAsync(100, Token)).Destinations)
        {
            foreach (QueuedDelivery claim in await Queue.ClaimAsync(destination, 100, Token))
            {
                NewMessage message = messages.Single(one => one.Id == claim.Message.Id);
                Assert.True(message.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
                Assert.Equal(octets.ToArray(), await QueueSamples.ReadAsync(Queue, claim.Message, Token));
                Assert.True(await Queue.CompleteAsync(claim, DeliveryResult.Done, Token));
            }
        }

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Reopen_WithClaims_MakesThemDueAndCountsTheAttempt()
    {
        IReadOnlyList<QueuedDelivery> claims = await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true));
        await ReopenAsync();
        QueuedDelivery again = await ClaimOneAsync("b.example");
        Assert.Equal(1, again.Attempts);
        Assert.False(await Queue.CompleteAsync(claims[0], DeliveryResult.Done, Token));
        Assert.True(await Queue.CompleteAsync(again, DeliveryResult.Done, Token));
    }

    [Fact]
    public async Task Claim_Q13_ByManyWorkers_GivesEachDeliveryOnce()
    {
        const int count = 1000;
        await Task.WhenAll(Enumerable.Range(0, count).Select(static i => $"r{i}@d{i % 5}.example").Select(recipient => AddAsync(QueueSamples.Message(recipient))));
        int delivered = 0;
        HashSet<long> seen = [];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            for (int empty = 0; empty < 5;)
            {
                IReadOnlyList<QueuedDelivery> claims = await Queue.ClaimAsync($"d{(worker + empty) % 5}.example", 7, Token);
                if (claims.Count == 0) empty++;
                foreach (QueuedDelivery claim in claims)
                {
                    lock (seen) Assert.True(seen.Add(claim.Number));
                    Assert.True(await Queue.CompleteAsync(claim, DeliveryResult.Done, Token));
                    Interlocked.Increment(ref delivered);
                }
            }
        }));

        Assert.Equal(count, delivered);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task FindDue_TellsTheLongestDueFirstAndWhenTheNextIs()
    {
        await AddAsync(QueueSamples.Message("a@z.example"));
        await PassAsync(TimeSpan.FromSeconds(10));
        await AddAsync(QueueSamples.Message("a@b.example"));
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["z.example", "b.example"], (await Queue.FindDueAsync(10, Token)).Destinations);
        Assert.Equal(["z.example"], (await Queue.FindDueAsync(1, Token)).Destinations);

        foreach (string destination in new[] { "b.example", "z.example" })
        {
            QueuedDelivery claim = await ClaimOneAsync(destination);
            TimeSpan delay = destination == "b.example" ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(20);
            Assert.True(await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: delay), Token));
        }

        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Empty(due.Destinations);
        Assert.False(due.HasNotices);
        Assert.InRange(due.NextIn!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task FindDue_OfNothing_TellsNothing()
    {
        DueDestinations due = await Queue.FindDueAsync(10, Token);
        Assert.Empty(due.Destinations);
        Assert.Null(due.NextIn);
        Assert.False(due.HasNotices);
        Assert.Null(await Queue.ClaimNoticesAsync(Token));
        Assert.Empty(await Queue.ClaimAsync("b.example", 10, Token));
        Assert.True(Queue.Health.IsHealthy);
        Assert.True(Queue.HasRoomFor(1000));
    }

    [Fact]
    public async Task Claim_GivesTheLongestDueFirst()
    {
        await AddAsync(QueueSamples.Message("first@b.example"));
        await PassAsync(TimeSpan.FromSeconds(1));
        await AddAsync(QueueSamples.Message("second@b.example"));
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("first@b.example", (await ClaimOneAsync("b.example")).Names()[0]);
        Assert.Equal("second@b.example", (await ClaimOneAsync("b.example")).Names()[0]);
    }

    [Fact]
    public async Task Number_OfLaterMessage_IsGreaterAlsoAfterReopening()
    {
        IReadOnlyList<QueuedDelivery> first = await AddAsync(QueueSamples.Message(["a@b.example", "a@c.example"], isClaimed: true));
        foreach (QueuedDelivery claim in first) await Queue.CompleteAsync(claim, DeliveryResult.Done, Token);
        await ReopenAsync();
        IReadOnlyList<QueuedDelivery> second = await AddAsync(QueueSamples.Message(["a@b.example"], isClaimed: true));
        Assert.True(second[0].Message.Number > first[0].Message.Number);
        Assert.True(second[0].Number > first[1].Number);
        Assert.DoesNotContain(second[0].Token, first.Select(static claim => claim.Token));
    }

    [Fact]
    public async Task Wait_EndsWhenAnOperatorMakesSomethingDue()
    {
        await AddAsync(QueueSamples.Message("a@b.example"));
        QueuedDelivery claim = await ClaimOneAsync("b.example");
        await Queue.CompleteAsync(claim, QueueSamples.Result(claim, RecipientOutcomeKind.Deferred, retryAfter: TimeSpan.FromHours(1)), Token);
        while ((await Queue.FindDueAsync(10, Token)).Destinations.Count > 0)
        {
        }

        Task waiting = WaitUntilDueAsync();
        await Queue.RetryAsync(QueueFilter.All, Token);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);

        async Task WaitUntilDueAsync()
        {
            while ((await Queue.FindDueAsync(10, Token)).Destinations.Count == 0) await Queue.WaitAsync(TimeSpan.FromMinutes(30), Token);
        }
    }
}
