using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Redis.Tests;

/// <summary>R11-R13: a server that answers, but does not do what it is asked, or cannot be reached as it should; what is said of it, and that it is used again when it is well.</summary>
public sealed class RedisRefusalTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CounterLimit Limit = CounterBench.Limit((3600, 40));
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(5);
    private static readonly CounterCharge Charge = new(CounterBench.Key("a"), Limit, 1);

    private RedisPeer _peer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task R13_AnswersComeSecondsLate_AreNotWaitedForAndCostNothing(int seconds)
    {
        await using RedisRelay relay = RedisRelay.Start(_peer.EndPoint);
        await using RedisCounterStore store = await ConnectAsync($"{relay.EndPoint}", TimeSpan.FromMilliseconds(400));
        await WorksAsync(store);
        relay.Delay = TimeSpan.FromSeconds(seconds);
        await FailsAsync(store, "");
        await RecoversAsync(store, $"answers {seconds} s late", () => SetAsync(() => relay.Delay = TimeSpan.Zero));
    }

    [Fact]
    public async Task R13_TheConnectionIsHalfOpen_ANewOneIsMade()
    {
        await using RedisRelay relay = RedisRelay.Start(_peer.EndPoint);
        await using RedisCounterStore store = await ConnectAsync($"{relay.EndPoint}", TimeSpan.FromMilliseconds(400));
        await WorksAsync(store);
        relay.CutOff();
        await FailsAsync(store, "");
        await RecoversAsync(store, "half-open TCP", () => SetAsync(relay.Restore));
    }

    [Fact]
    public async Task R13_TheServerIsKilledAndComesBackWithItsData_GoesOnWhereItWas()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}");
        await WorksAsync(store);
        await _peer.KillAsync();
        await FailsAsync(store, "");
        await _peer.StartAgainAsync();
        await RecoversAsync(store, "kill -9 and a start with the append-only file", static () => Task.CompletedTask);
    }

    [Fact]
    public async Task R16_TheServerIsKilledNearTheEndOfADay_TheCountOfTheDaySurvives()
    {
        CounterCharge day = new(CounterBench.Key("day"), CounterBench.Limit((60, 20_000), (86_400, 20_000)), 19_990);
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}", Patient);
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, day));
        await _peer.KillAsync();
        await _peer.StartAgainAsync();
        await Until.TrueAsync(async () => await UseAsync(store, day with { Amount = 1 }) == ReservationState.Reserved);
        int more = 1;
        while (await UseAsync(store, day with { Amount = 1 }) == ReservationState.Reserved) more++;
        Assert.Equal(10, more);
    }

    [Fact]
    public async Task R13_TheWrongPassword_IsSaidAndServesOnceItIsRight()
    {
        await Ok("ACL", "SETUSER", "node", "on", ">right", "~*", "+@all");
        // Whoever has not said who it is may do what this test needs.
        await Ok("ACL", "SETUSER", "default", "-@all", "+acl", "+ping");
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint},user=node,password=wrong");
        await FailsAsync(store, "WRONGPASS");
        await RecoversAsync(store, "wrong password", () => Ok("ACL", "SETUSER", "node", ">wrong"));
    }

    [Fact]
    public async Task R13_AUserWhoMayRunNoScript_IsToldApartFromAWrongPassword()
    {
        await Ok("ACL", "SETUSER", "node", "on", ">right", "~*", "+@all", "-@scripting");
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint},user=node,password=right");
        await FailsAsync(store, "NOPERM");
        await RecoversAsync(store, "a user without permission", () => Ok("ACL", "SETUSER", "node", "+@scripting"));
    }

    [Fact]
    public async Task R12_TheOnlyServerIsAReplica_SaysThatItIsReadOnlyAndServesOncePromoted()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}");
        await WorksAsync(store);
        // Of a primary that is not there; it keeps its data.
        await Ok("REPLICAOF", "127.0.0.1", "1");
        await FailsAsync(store, "replica");
        await RecoversAsync(store, "read-only replica", () => Ok("REPLICAOF", "NO", "ONE"));
    }

    [Fact]
    public async Task R12_TooFewReplicas_IsUnavailableUntilThereAreEnough()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}");
        await WorksAsync(store);
        await Ok("CONFIG", "SET", "min-replicas-to-write", "1");
        await FailsAsync(store, "NOREPLICAS");
        await RecoversAsync(store, "min-replicas-to-write", () => Ok("CONFIG", "SET", "min-replicas-to-write", "0"));
    }

    [Fact]
    public async Task R11_NoMemoryLeftAndNoEviction_IsSaidOnceUntilThereIsRoomAndForgetsNothing()
    {
        EventLog log = new();
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}", log: log);
        await WorksAsync(store);
        await Ok("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1");
        await FailsAsync(store, "OOM");

        // What needs no room is answered all the while, and does not show that there is any.
        using (CancellationTokenSource done = new())
        {
            Task reading = Task.Run(async () =>
            {
                for (; !done.IsCancellationRequested; await Task.Delay(2, Token))
                {
                    await store.ReadAsync(Charge.Key, Limit, Token);
                    Assert.Equal(ReservationState.Unavailable, (await store.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMinutes(1), Token)).State);
                }
            }, Token);
            long before = await RefusedAsync();
            await Until.TrueAsync(async () => await store.ListBlocksAsync(Token) is var _ && await RefusedAsync() > before + 8);
            await done.CancelAsync();
            await reading;
        }

        Assert.Equal([490], log.Ids);
        Assert.Contains("OOM", log.TextOf(490), StringComparison.Ordinal);
        await RecoversAsync(store, "maxmemory", () => Ok("CONFIG", "SET", "maxmemory", "0"));
        Assert.Equal([490, 491], log.Ids);

        async Task<long> RefusedAsync() => Number(await _peer.AskAsync("INFO", "errorstats"), "errorstat_OOM:count=");
    }

    [Fact]
    public async Task R11_TheDiskTakesNoSnapshot_SaysSoAndForgetsNothing()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}");
        await WorksAsync(store);
        // A folder has the name of the snapshot.
        await Ok("CONFIG", "SET", "save", "3600 1000000");
        Directory.CreateDirectory(Path.Combine(_peer.Folder, "dump.rdb"));
        await _peer.AskAsync("BGSAVE");
        await Until.TrueAsync(async () => (await _peer.AskAsync("INFO", "persistence")).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal));
        await FailsAsync(store, "MISCONF");
        await RecoversAsync(store, "a disk that took no snapshot", async () =>
        {
            Directory.Delete(Path.Combine(_peer.Folder, "dump.rdb"));
            await _peer.AskAsync("BGSAVE");
            await Until.TrueAsync(async () => (await _peer.AskAsync("INFO", "persistence")).Contains("rdb_last_bgsave_status:ok", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task R11_TheServerEvictsKeys_CountersAreUnknownAndNotZero()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}", Patient);
        for (int i = 0; i < 40; i++) Assert.Equal(ReservationState.Reserved, await UseAsync(store));
        Assert.Equal(ReservationState.Refused, await UseAsync(store));
        await Ok("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "1");
        // Writes nothing, and has all keys thrown away.
        await Until.TrueAsync(async () =>
        {
            await _peer.AskAsync("SET", "other", "x");
            return (await _peer.AskAsync("DBSIZE")).StartsWith(":0", StringComparison.Ordinal);
        });
        await Ok("CONFIG", "SET", "maxmemory", "0");
        await Until.TrueAsync(async () => (await store.ReadAsync(Charge.Key, Limit, Token)).State == LookupState.Unavailable);
        Assert.Equal(ReservationState.Unavailable, await UseAsync(store));

        // Nobody is let in before the window has passed; what is new to the server is counted again then.
        CounterCharge brief = new(CounterBench.Key("brief"), CounterBench.Limit((1, 5)), 1);
        await Until.TrueAsync(async () => await UseAsync(store, brief) == ReservationState.Reserved);
        Assert.Equal(ReservationState.Unavailable, await UseAsync(store));
    }

    [Fact]
    public async Task R11_SomeKeysAreEvicted_IsNoticedWithinALook()
    {
        await using RedisCounterStore store = await ConnectAsync($"{_peer.EndPoint}", Patient);
        for (int i = 0; i < 200; i++) Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(CounterBench.Key($"s-{i}"), Limit, 1)));
        // As long as the epoch is there nothing but the server's own count of what it threw away tells.
        await Ok("CONFIG", "SET", "maxmemory-policy", "volatile-random", "maxmemory", "1");
        await _peer.AskAsync("SET", "other", "x");
        await Ok("CONFIG", "SET", "maxmemory", "0");
        await Until.TrueAsync(async () => (await store.ReadAsync(Charge.Key, Limit, Token)).State == LookupState.Unavailable);
    }

    [Fact]
    public async Task R11_TheServerIsEmptied_BlocksThatANodeKnowsAreToldAgain()
    {
        await using RedisCounterStore first = await ConnectAsync($"{_peer.EndPoint}", Patient);
        await using RedisCounterStore second = await ConnectAsync($"{_peer.EndPoint}", Patient);
        CounterBlock block = new(CounterBench.Key("blocked"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), "test");
        Assert.True(await first.BlockAsync(block, Token));
        await Until.TrueAsync(async () => (await second.FindBlockAsync(block.Key, Token)).IsFound);
        await Ok("FLUSHALL");
        await Until.TrueAsync(async () => (await _peer.AskAsync("HLEN", "sp:{blocks}")).StartsWith(":1", StringComparison.Ordinal));
        Assert.True((await first.FindBlockAsync(block.Key, Token)).IsFound);
        Assert.True((await second.FindBlockAsync(block.Key, Token)).IsFound);

        // A node that comes later learns of it from the server.
        await using RedisCounterStore third = await ConnectAsync($"{_peer.EndPoint}", Patient);
        Assert.True((await third.FindBlockAsync(block.Key, Token)).IsFound);
        // Both have seen the loss by now, and tell the block no more.
        for (int i = 0; i < 2; i++) Assert.Single((await first.ListBlocksAsync(Token)).Value);
        for (int i = 0; i < 2; i++) Assert.Single((await second.ListBlocksAsync(Token)).Value);
        // Again where one that was telling it when it saw the loss has told it after that.
        await Until.TrueAsync(async () =>
        {
            await third.LiftBlockAsync(block.Key, Token);
            return (await first.FindBlockAsync(block.Key, Token)).IsAbsent && (await second.FindBlockAsync(block.Key, Token)).IsAbsent;
        });
    }

    [Fact]
    public async Task R11_ANodeThatCameAfterTheLoss_LearnsOfItFromOneThatKnew()
    {
        await using RedisCounterStore first = await ConnectAsync($"{_peer.EndPoint}", Patient, probe: TimeSpan.FromSeconds(30));
        for (int i = 0; i < 40; i++) Assert.Equal(ReservationState.Reserved, await UseAsync(first));
        await Ok("FLUSHALL");
        await using RedisCounterStore second = await ConnectAsync($"{_peer.EndPoint}", Patient, probe: TimeSpan.FromSeconds(30));
        Assert.Equal(ReservationState.Unavailable, await UseAsync(first));
        Assert.Equal(ReservationState.Unavailable, await UseAsync(second));
    }

    private static async Task<ReservationState> UseAsync(RedisCounterStore store, CounterCharge? other = null)
    {
        CounterCharge charge = other ?? Charge;
        ReservationResult result = await store.ReserveAsync(default, new[] { charge }, TimeSpan.FromMinutes(1), Token);
        if (result.State != ReservationState.Reserved) return result.State;
        return await store.CommitAsync(result.Reservation, Token) ? ReservationState.Reserved : ReservationState.Unavailable;
    }

    /// <summary>Uses the store until it says that it is unavailable, and why; from then on every answer is the same.</summary>
    private async Task FailsAsync(RedisCounterStore store, string message)
    {
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Unavailable);
        await Until.TrueAsync(() => Task.FromResult(store.Trouble?.Contains(message, StringComparison.OrdinalIgnoreCase) == true), told: () => store.Trouble);
        for (int i = 0; i < 10; i++) Assert.Equal(ReservationState.Unavailable, await UseAsync(store));
        output.WriteLine($"it says: {store.Trouble}");
    }

    /// <summary>Heals what was wrong and uses the limit up: never more of it than it has.</summary>
    private async Task RecoversAsync(RedisCounterStore store, string what, Func<Task> heal)
    {
        await heal();
        Stopwatch watch = Stopwatch.StartNew();
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Reserved);
        output.WriteLine($"{what}: served again after {watch.ElapsedMilliseconds} ms");
        int more = 0;
        while (await UseAsync(store) == ReservationState.Reserved) more++;
        // One before, one that has shown that it is well; what was under way when it failed may still be held.
        Assert.InRange(more, 1, 39);
        CounterReading reading = default;
        await Until.TrueAsync(async () => (reading = await store.ReadAsync(Charge.Key, Limit, Token)).State == LookupState.Found);
        Assert.InRange(reading.Used, more + 1, 40);
    }

    private static Task WorksAsync(RedisCounterStore store) => Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Reserved);

    private async Task Ok(params string[] words) => Assert.StartsWith("+OK", await _peer.AskAsync(words), StringComparison.Ordinal);

    private static long Number(string info, string name)
    {
        int start = info.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return start < name.Length ? 0 : long.Parse(info.AsSpan(start, info.AsSpan(start).IndexOf('\r')), CultureInfo.InvariantCulture);
    }

    private static Task SetAsync(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static Task<RedisCounterStore> ConnectAsync(string connection, TimeSpan? timeout = null, TimeSpan? probe = null, EventLog? log = null) => RedisCounterStore.ConnectAsync(
        new RedisCounterOptions { Connection = connection, Timeout = timeout ?? TimeSpan.FromSeconds(1), Probe = probe ?? new RedisCounterOptions { Connection = "" }.Probe },
        TimeProvider.System,
        (ILogger?)log ?? NullLogger.Instance);
}
