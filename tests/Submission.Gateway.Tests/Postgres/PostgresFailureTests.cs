using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>What the queue does while its database is away, hangs or has no room: rows Q3, Q4 and Q6 of the table of reliability cases. Each test has a PostgreSQL of its own.</summary>
public sealed class PostgresFailureTests
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Q6_DatabaseGoesAndComesBack_HealthFollowsByItselfAndNoSecretIsTold()
    {
        var log = new LogText();
        await using PostgresPeer peer = await PostgresPeer.StartAsync();
        await using PostgresMessageQueue queue = await PostgresServer.OpenAsync(peer, "submission", logger: log);
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);

        await peer.StopAsync();
        await Mail.UntilAsync(() => Task.FromResult(!queue.Health.IsHealthy), "the queue noticed that its database is gone");
        Assert.Equal(QueueAdditionOutcome.Unavailable, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
        QueueUnavailableException error = await Assert.ThrowsAsync<QueueUnavailableException>(async () => await queue.ClaimAsync("example.org", 1, End));
        await peer.StartAgainAsync();
        await Mail.UntilAsync(() => Task.FromResult(queue.Health.IsHealthy), "the queue noticed that its database is back");

        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
        Assert.Equal(2, (await queue.ClaimAsync("example.org", 10, End)).Count);
        Assert.Contains(peer.EndPoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-secret", error + log.ToString(), StringComparison.Ordinal);
        Assert.Contains("not available", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("available again", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q6_DatabaseThatHangs_KeepsNoClientForLong()
    {
        await using PostgresPeer peer = await PostgresPeer.StartAsync();
        await using PostgresMessageQueue queue = await PostgresServer.OpenAsync(peer, "submission", commandTimeout: TimeSpan.FromSeconds(5));
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);

        await peer.FreezeAsync();
        try
        {
            long begun = Stopwatch.GetTimestamp();
            QueueAddition[] additions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => queue.AddAsync(Mail.To("eva@example.org"), End).AsTask()));
            Assert.All(additions, one => Assert.Equal(QueueAdditionOutcome.Unavailable, one.Outcome));
            Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(45));
            Assert.False(queue.Health.IsHealthy);
        }
        finally
        {
            await peer.ThawAsync();
        }

        await Mail.UntilAsync(() => Task.FromResult(queue.Health.IsHealthy), "the queue noticed that its database answers again");
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
    }

    [Fact]
    public async Task Q4_DatabaseWithoutRoom_IsFullUntilThereIsRoom()
    {
        await using PostgresPeer peer = await PostgresPeer.StartAsync();
        await using PostgresMessageQueue queue = await PostgresServer.OpenAsync(peer, "submission");
        // What PostgreSQL says where the disk is full, said by the tables that grow.
        await PostgresServer.QueryAsync(peer, """
            CREATE FUNCTION submission.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_body BEFORE INSERT ON submission.body EXECUTE FUNCTION submission.full();
            CREATE TRIGGER full_probe BEFORE INSERT ON submission.probe EXECUTE FUNCTION submission.full();
            """);

        Assert.True(queue.HasRoomFor(0));
        Assert.Equal(QueueAdditionOutcome.Full, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
        Assert.False(queue.HasRoomFor(0));
        Assert.Equal(QueueAdditionOutcome.Full, (await queue.AddAsync(Mail.To("eva@example.org") with { Body = Mail.Body(new string('x', 600_000)) }, End)).Outcome);
        Assert.Empty(await queue.ListAsync(QueueFilter.All, 10, 0, End));
        await PostgresServer.QueryAsync(peer, "DROP FUNCTION submission.full() CASCADE");
        await Mail.UntilAsync(() => Task.FromResult(queue.HasRoomFor(0) && queue.Health.IsHealthy), "the queue noticed that there is room");
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
    }

    [Fact]
    public async Task L4_DatabaseIsKilledInClaimAndInCommit_NothingThatWasStoredIsLostAndNothingIsDoneTwice()
    {
        const int Kills = 4;
        const int Callers = 6;
        await using PostgresPeer peer = await PostgresPeer.StartAsync();
        await using PostgresMessageQueue first = await PostgresServer.OpenAsync(peer, "submission");
        await using PostgresMessageQueue second = await PostgresServer.OpenAsync(peer, "submission");
        var run = new CrashRun();
        using var stop = new CancellationTokenSource();
        Task[] callers = [.. Enumerable.Range(0, Callers).SelectMany(i => (Task[])[run.AddAsync(i % 2 == 0 ? first : second, stop.Token), run.DeliverAsync(i % 2 == 0 ? second : first, stop.Token)])];
        for (int kill = 1; kill <= Kills; kill++)
        {
            int stored = run.Stored.Count;
            int done = run.Done.Count;
            await Mail.UntilAsync(() => Task.FromResult(run.Stored.Count > stored + 100 && run.Done.Count > done + 50), "there was something to lose");
            await peer.KillAsync();
            await peer.StartAgainAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        // What was claimed when the database died is due after its lease.
        await Mail.UntilAsync(() => Task.FromResult(first.Health.IsHealthy && second.Health.IsHealthy), "the queue was back");
        await PostgresServer.QueryAsync(peer, "UPDATE submission.delivery SET due_at = now() - interval '1 second' WHERE state = 1");
        await run.DeliverAllAsync(first);

        Assert.Empty(run.Stored.Keys.Except(run.Seen.Keys));
        Assert.All(run.Done, one => Assert.Equal(1, one.Value));
        Assert.Empty(run.Damaged);
        Assert.Equal(0L, await PostgresServer.QueryAsync(peer, "SELECT (SELECT count(*) FROM submission.message) + (SELECT count(*) FROM submission.body) + (SELECT count(*) FROM submission.delivery)"));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task Open_DatabaseThatWouldLoseWhatItCommits_IsRefused(string setting)
    {
        await using PostgresPeer peer = await PostgresPeer.StartAsync(setting + "=off");
        QueueUnavailableException error = await Assert.ThrowsAsync<QueueUnavailableException>(() => PostgresServer.OpenAsync(peer, "submission"));
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DatabaseWithLazyCommits_CommitsItsOwnInFull()
    {
        await using PostgresPeer peer = await PostgresPeer.StartAsync("synchronous_commit=off");
        await using PostgresMessageQueue queue = await PostgresServer.OpenAsync(peer, "submission");
        Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(Mail.To("eva@example.org"), End)).Outcome);
        await peer.KillAsync();
        await peer.StartAgainAsync();
        IReadOnlyList<QueuedDelivery> claims = [];
        await Mail.UntilAsync(
            async () =>
            {
                try
                {
                    claims = await queue.ClaimAsync("example.org", 10, End);
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    // The queue may not have noticed yet that its connections are dead.
                    return false;
                }
            },
            "the queue was back");
        Assert.Single(claims);
    }

    private sealed class LogText : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public override string ToString() => string.Join('\n', _lines);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception) + exception);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
