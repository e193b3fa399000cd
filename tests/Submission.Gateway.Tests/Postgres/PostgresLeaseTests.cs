using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>Rows L1 to L3, L5 and L6 of the table of reliability cases: leases of a queue that several workers share.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresLeaseTests(PostgresServer server)
{
    private const string Destination = "example.org";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _schema = PostgresServer.NewSchema();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task L1_WorkerThatWakesAfterItsLease_ChangesNothingAndIsToldBeforeTheLastOctet()
    {
        await using PostgresMessageQueue stalled = await server.OpenAsync(_schema);
        await using PostgresMessageQueue other = await server.OpenAsync(_schema);
        await stalled.AddAsync(Mail.To("eva@example.org"), End);
        QueuedDelivery claim = Assert.Single(await stalled.ClaimAsync(Destination, 10, End));
        Assert.Equal(DeliveryState.UnderWay, Assert.Single(await other.ListAsync(QueueFilter.All, 10, 0, End)).State);
        await server.AdvanceAsync(_schema, Lease + Second);
        Assert.Equal(DeliveryState.Waiting, Assert.Single(await other.ListAsync(QueueFilter.All, 10, 0, End)).State);
        Assert.Equal((1L, 0L), (await other.CountAsync(1, End)) is { } count ? (count.Waiting, count.UnderWay) : default);
        QueuedDelivery second = Assert.Single(await other.ClaimAsync(Destination, 10, End));

        Assert.NotEqual(claim.Token, second.Token);
        Assert.False(await stalled.RenewAsync(claim, End));
        Assert.False(await stalled.CompleteAsync(claim, DeliveryResult.Done, End));
        Assert.False(await stalled.CompleteAsync(claim, Mail.Deferred(claim, TimeSpan.Zero), End));
        QueuedDelivery still = Assert.Single(await other.ListAsync(QueueFilter.All, 10, 0, End));
        Assert.Equal(DeliveryState.UnderWay, still.State);
        Assert.True(await other.RenewAsync(second, End));
        Assert.True(await other.CompleteAsync(second, DeliveryResult.Done, End));
        Assert.Empty(await other.ListAsync(QueueFilter.All, 10, 0, End));
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("bounce")]
    [InlineData("drop")]
    public async Task L1_OperatorAfterTheLease_NeedNotWaitForAClaimOfTheDead(string command)
    {
        await using PostgresMessageQueue dead = await server.OpenAsync(_schema);
        await using PostgresMessageQueue other = await server.OpenAsync(_schema);
        await dead.AddAsync(Mail.To("eva@example.org"), End);
        QueuedDelivery claim = Assert.Single(await dead.ClaimAsync(Destination, 10, End));
        Task<QueueChange> ChangeAsync() => command switch
        {
            "hold" => other.HoldAsync(QueueFilter.All, "look first", null, End).AsTask(),
            "bounce" => other.BounceAsync(QueueFilter.All, "given up", End).AsTask(),
            _ => other.DropAsync(QueueFilter.All, End).AsTask(),
        };
        if (command != "hold") Assert.Equal(new QueueChange(0, 1), await ChangeAsync());
        await server.AdvanceAsync(_schema, Lease + Second);

        Assert.Equal(new QueueChange(1, 0), await ChangeAsync());
        Assert.False(await dead.RenewAsync(claim, End));
        Assert.False(await dead.CompleteAsync(claim, Mail.Deferred(claim, TimeSpan.Zero), End));
        DeliveryState[] left = [.. (await other.ListAsync(QueueFilter.All, 10, 0, End)).Select(static one => one.State)];
        Assert.Equal(command switch { "hold" => [DeliveryState.Held], "bounce" => [DeliveryState.Finished], _ => [] }, left);
    }

    [Fact]
    public async Task L1_ClaimOfNoticesAfterItsLease_WritesNoSecondNotice()
    {
        await using PostgresMessageQueue stalled = await server.OpenAsync(_schema);
        await using PostgresMessageQueue other = await server.OpenAsync(_schema);
        QueuedDelivery claim = Assert.Single((await stalled.AddAsync(Mail.To("eva@example.org") with { IsClaimed = true }, End)).Claims);
        Assert.True(await stalled.CompleteAsync(claim, Mail.Failed(claim), End));
        OwedNotices owed = Assert.IsType<OwedNotices>(await stalled.ClaimNoticesAsync(End));
        Assert.Null(await other.ClaimNoticesAsync(End));
        await server.AdvanceAsync(_schema, Lease + Second);
        OwedNotices again = Assert.IsType<OwedNotices>(await other.ClaimNoticesAsync(End));

        Assert.False(await stalled.CompleteNoticesAsync(owed, Mail.To("jan@domena.cz"), End));
        Assert.True(await other.CompleteNoticesAsync(again, Mail.To("jan@domena.cz"), End));
        Assert.False(await other.CompleteNoticesAsync(again, Mail.To("jan@domena.cz"), End));
        QueuedDelivery notice = Assert.Single(await other.ListAsync(QueueFilter.All, 10, 0, End));
        Assert.Equal("domena.cz", notice.Destination);
        Assert.Null(await other.ClaimNoticesAsync(End));
    }

    [Fact]
    public async Task L2_WorkerThatDiesAfterItsClaim_IsFollowedAfterTheLeaseAndNotBefore()
    {
        await using PostgresMessageQueue other = await server.OpenAsync(_schema);
        await using (PostgresMessageQueue dead = await server.OpenAsync(_schema))
        {
            await dead.AddAsync(Mail.To("eva@example.org"), End);
            Assert.Equal(0, Assert.Single(await dead.ClaimAsync(Destination, 10, End)).Attempts);
        }

        await server.AdvanceAsync(_schema, Lease - TimeSpan.FromMinutes(1));
        Assert.Empty(await other.ClaimAsync(Destination, 10, End));
        DueDestinations due = await other.FindDueAsync(10, End);
        Assert.Empty(due.Destinations);
        Assert.InRange(due.NextIn!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await server.AdvanceAsync(_schema, TimeSpan.FromMinutes(1));
        Assert.Equal(Destination, Assert.Single((await other.FindDueAsync(10, End)).Destinations));
        Assert.Equal(1, Assert.Single(await other.ClaimAsync(Destination, 10, End)).Attempts);
    }

    [Fact]
    public async Task L2_WorkerThatDiesWhileItsDeliveryIsToBeHeld_LeavesItHeld()
    {
        await using PostgresMessageQueue queue = await server.OpenAsync(_schema);
        await queue.AddAsync(Mail.To("eva@example.org"), End);
        Assert.Single(await queue.ClaimAsync(Destination, 10, End));
        Assert.Equal(new QueueChange(0, 1), await queue.HoldAsync(QueueFilter.All, "Look first", null, End));
        await server.AdvanceAsync(_schema, Lease + Second);

        Assert.Empty(await queue.ClaimAsync(Destination, 10, End));
        QueuedDelivery held = Assert.Single(await queue.ListAsync(QueueFilter.All, 10, 0, End));
        Assert.Equal((DeliveryState.Held, "Look first", 1), (held.State, held.HoldReason, held.Attempts));
    }

    [Fact]
    public async Task L3_TwoWorkersWithTenThousandRows_DeliverEachOnceAndPassAPoisonedOne()
    {
        const int Messages = 10_000;
        await using PostgresMessageQueue first = await server.OpenAsync(_schema);
        await using PostgresMessageQueue second = await server.OpenAsync(_schema);
        await first.AddAsync(Mail.To("poison@example.org"), End);
        await server.QueryAsync($"UPDATE {_schema}.delivery SET recipients = 'broken'");
        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = End }, async (i, end) =>
            Assert.Equal(QueueAdditionOutcome.Stored, (await (i % 2 == 0 ? first : second).AddAsync(Mail.To($"eva{i}@example.org"), end)).Outcome));

        ConcurrentDictionary<string, int> delivered = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => DeliverAsync(worker % 2 == 0 ? first : second, delivered)));

        Assert.Equal(Messages, delivered.Count);
        Assert.All(delivered, one => Assert.Equal(1, one.Value));
        QueuedDelivery poisoned = Assert.Single(await first.ListAsync(QueueFilter.All, 10, 0, End));
        Assert.Equal(DeliveryState.Held, poisoned.State);
        Assert.Equal(1L, await server.QueryAsync($"SELECT count(*) FROM {_schema}.body"));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task L5_ClockOfWorkerTenMinutesWrong_LeaseIsTheDatabases(int minutes)
    {
        var wrong = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(minutes));
        await using PostgresMessageQueue astray = await server.OpenAsync(_schema, time: wrong);
        await using PostgresMessageQueue right = await server.OpenAsync(_schema);
        await right.AddAsync(Mail.To("eva@example.org"), End);
        QueuedDelivery claim = Assert.Single(await astray.ClaimAsync(Destination, 10, End));
        wrong.Advance(TimeSpan.FromHours(1));

        Assert.InRange(claim.Message.AcceptedAt, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
        Assert.InRange(claim.Age, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Empty(await right.ClaimAsync(Destination, 10, End));
        Assert.True(await astray.RenewAsync(claim, End));
        double seconds = (double)(await server.QueryAsync($"SELECT extract(epoch FROM due_at - now())::double precision FROM {_schema}.delivery"))!;
        Assert.InRange(seconds, Lease.TotalSeconds - 60, Lease.TotalSeconds);
    }

    [Theory]
    [InlineData("00:10:00", false)]
    [InlineData("00:10:59", false)]
    [InlineData("00:11:00", true)]
    [InlineData("06:00:00", true)]
    [InlineData("06:00:01", false)]
    public async Task L6_LeaseShorterThanTheWaitForTheEndOfData_IsRefused(string lease, bool isFine)
    {
        var options = new PostgresQueueOptions { ConnectionString = server.Peer.ConnectionString, Schema = _schema, Lease = TimeSpan.Parse(lease, System.Globalization.CultureInfo.InvariantCulture) };
        Task<PostgresMessageQueue> opening = PostgresMessageQueue.OpenAsync(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, End);
        if (isFine) await (await opening).DisposeAsync();
        else Assert.Contains("lease", (await Assert.ThrowsAsync<QueueUnavailableException>(() => opening)).Message, StringComparison.Ordinal);
    }

    private static async Task DeliverAsync(PostgresMessageQueue queue, ConcurrentDictionary<string, int> delivered)
    {
        while (await queue.ClaimAsync(Destination, 20, End) is { Count: > 0 } claims)
        {
            foreach (QueuedDelivery claim in claims)
            {
                delivered.AddOrUpdate(claim.Message.Id.ToString(), 1, (_, count) => count + 1);
                Assert.True(await queue.CompleteAsync(claim, DeliveryResult.Done, End));
            }
        }
    }
}
