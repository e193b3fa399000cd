using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Redis.Tests;

/// <summary>R9-R13: what a server does that is emptied, hangs, dies, refuses or comes back.</summary>
public sealed class RedisFailureTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CounterLimit Limit = CounterBench.Limit((2, 50), (3600, 100));
    private static readonly CounterCharge Charge = new(CounterBench.Key("a"), Limit, 1);

    private RedisPeer _peer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task R11_TheScriptsAreLost_NobodyNotices()
    {
        await using RedisCounterStore store = await ConnectAsync();
        Assert.Equal(ReservationState.Reserved, await UseAsync(store));
        Assert.StartsWith("+OK", await _peer.AskAsync("SCRIPT", "FLUSH"), StringComparison.Ordinal);
        Assert.Equal(ReservationState.Reserved, await UseAsync(store));
        Assert.Equal(2, (await store.ReadAsync(Charge.Key, CounterBench.Limit((3600, 100)), Token)).Used);
    }

    [Fact]
    public async Task R11_TheServerIsEmptied_CountersAreUnknownAndNotZero()
    {
        await using RedisCounterStore first = await ConnectAsync();
        await using RedisCounterStore second = await ConnectAsync();
        Assert.Equal(ReservationState.Reserved, await UseAsync(first));
        Assert.Equal(ReservationState.Reserved, await UseAsync(second));
        Assert.StartsWith("+OK", await _peer.AskAsync("FLUSHALL"), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await first.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMinutes(1), Token)).State == ReservationState.Unavailable);
        await Until.TrueAsync(async () => (await second.ReadAsync(Charge.Key, Limit, Token)).State == LookupState.Unavailable);

        // A window that has passed since is known.
        CounterCharge brief = new(CounterBench.Key("b"), CounterBench.Limit((1, 5)), 1);
        await Until.TrueAsync(async () => (await first.ReserveAsync(default, new[] { brief }, TimeSpan.FromMinutes(1), Token)).State == ReservationState.Reserved);
        Assert.Equal(LookupState.Unavailable, (await first.ReadAsync(Charge.Key, Limit, Token)).State);
    }

    [Fact]
    public async Task R13_TheServerDiesAndComesBack_IsUnavailableAtOnceAndThenServes()
    {
        await using RedisCounterStore store = await ConnectAsync();
        Assert.Equal(ReservationState.Reserved, await UseAsync(store));
        CounterBlock block = new(CounterBench.Key("blocked"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), "test");
        Assert.True(await store.BlockAsync(block, Token));
        await _peer.KillAsync();
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Unavailable);
        for (int i = 0; i < 10; i++) await UseAsync(store);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 1_000; i++) Assert.Equal(ReservationState.Unavailable, await UseAsync(store));
        output.WriteLine($"1,000 refusals while the server is down: {watch.ElapsedMilliseconds} ms");
        Assert.True((await store.FindBlockAsync(block.Key, Token)).IsFound);
        Assert.NotNull(store.Trouble);

        await _peer.StartAgainAsync();
        watch.Restart();
        CounterCharge fresh = new(CounterBench.Key("fresh"), CounterBench.Limit((1, 5)), 1);
        await Until.TrueAsync(async () => (await store.ReserveAsync(default, new[] { fresh }, TimeSpan.FromMinutes(1), Token)).State == ReservationState.Reserved);
        output.WriteLine($"served again {watch.ElapsedMilliseconds} ms after the server's return, with a window of one second that was unknown at first");
    }

    [Fact]
    public async Task R13_TheServerHangs_CallersWaitNoLongerThanTheTimeout()
    {
        await using RedisCounterStore store = await ConnectAsync(timeout: TimeSpan.FromSeconds(1));
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Reserved);
        await _peer.StopAsync();
        Assert.Equal(ReservationState.Unavailable, await UseAsync(store));
        await Until.TrueAsync(() => Task.FromResult(store.Trouble is not null));
        await _peer.ContinueAsync();
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Reserved);
        await Until.TrueAsync(async () => (await store.ReadAsync(Charge.Key, CounterBench.Limit((3600, 100)), Token)).Used is >= 2 and <= 10);
    }

    [Fact]
    public async Task R10_AfterUse_NoKeyIsWithoutAnEnd()
    {
        await using RedisCounterStore store = await ConnectAsync();
        for (int i = 0; i < 20; i++) await UseAsync(store);
        CounterLimit members = CounterBench.Distinct((60, 10));
        await store.RecordAsync(new CounterCharge(CounterBench.Key("m"), members, 1, "x"), Token);
        ReservationResult open = await store.ReserveAsync(default, new[] { new CounterCharge(CounterBench.Key("m"), members, 1, "y"), Charge }, TimeSpan.FromMinutes(1), Token);
        Assert.Equal(ReservationState.Reserved, open.State);
        await store.BlockAsync(new CounterBlock(CounterBench.Key("b"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), "test"), Token);
        await store.ResetAsync(Charge.Key, Token);
        string reply = await _peer.AskAsync("EVAL", "local n = {} for _, k in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', k) < 0 then n[#n + 1] = k end end return table.concat(n, ' ')", "0");
        Assert.Equal("$0\r\n\r\n", reply);
    }

    [Fact]
    public async Task R10_WindowsThatHavePassed_LeaveNoKey()
    {
        await using RedisCounterStore store = await ConnectAsync();
        CounterCharge brief = Charge with { Limit = CounterBench.Limit((1, 50), (2, 100)) };
        ReservationResult result = await store.ReserveAsync(default, new[] { brief }, TimeSpan.FromSeconds(5), Token);
        Assert.True(await store.CommitAsync(result.Reservation, Token));
        CounterCharge member = new(CounterBench.Key("m"), CounterBench.Distinct((1, 10)), 1, "x");
        await store.RecordOnceAsync(brief, "node", 1, Token);
        await store.RecordAsync(member, Token);
        Assert.Equal(ReservationState.Reserved, (await store.ReserveAsync(default, new[] { brief, member with { Member = "y" } }, TimeSpan.FromSeconds(1), Token)).State);
        await store.BlockAsync(new CounterBlock(CounterBench.Key("b"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddSeconds(1), "test"), Token);
        Assert.NotEqual("$0\r\n\r\n", await LeftAsync());
        string left = "";
        await Until.TrueAsync(async () => string.Equals(left = await LeftAsync(), "$0\r\n\r\n", StringComparison.Ordinal), seconds: 30, () => $"{store.Trouble} {left}");

        // All but the epoch, and how often the blocks have changed.
        Task<string> LeftAsync() => _peer.AskAsync(
            "EVAL", "local n = {} for _, k in ipairs(redis.call('KEYS', '*')) do if k ~= 'sp:epoch' and k ~= 'sp:{blocks}:version' then n[#n + 1] = k end end return table.concat(n, ' ')", "0");
    }

    [Fact]
    public async Task R7_NodesWhoseClocksAreMinutesApart_CountByTheServersTime()
    {
        CounterCharge charge = new(CounterBench.Key("a"), CounterBench.Limit((3600, 10)), 1);
        TimeSpan[] errors = [TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(-5)];
        RedisCounterStore[] nodes = await Task.WhenAll(errors.Select(error => ConnectAsync(clock: new WrongClock(error))));
        int admitted = 0;
        for (int i = 0; i < 20; i++)
        {
            RedisCounterStore node = nodes[i % 3];
            ReservationResult result = await node.ReserveAsync(default, new[] { charge }, TimeSpan.FromMinutes(1), Token);
            if (result.State == ReservationState.Reserved && await node.CommitAsync(result.Reservation, Token)) admitted++;

            // Told by the clock of whoever tells it.
            else Assert.InRange(result.OpensAt - errors[i % 3] - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        }

        Assert.Equal(10, admitted);
        DateTimeOffset now = DateTimeOffset.UtcNow + errors[1];
        Assert.True(await nodes[1].BlockAsync(new CounterBlock(charge.Key, now, now.AddMinutes(2), "test"), Token));
        foreach (RedisCounterStore node in nodes) await Until.TrueAsync(async () => (await node.FindBlockAsync(charge.Key, Token)).IsFound);
        foreach (RedisCounterStore node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task R13_ARecordWhoseAnswerIsLost_IsToldAgainAndCountsOnce()
    {
        await using RedisCounterStore store = await ConnectAsync(timeout: TimeSpan.FromMilliseconds(400));
        // Of windows that pass meanwhile the fullest would be told.
        CounterLimit hour = CounterBench.Limit((3600, 100));
        CounterCharge five = new(CounterBench.Key("told"), hour, 5);
        await Until.TrueAsync(async () => (await store.RecordOnceAsync(five, "first", 1, Token)).State == LookupState.Found);

        // It takes the calls, and answers when nobody waits any more.
        await _peer.StopAsync();
        for (int i = 0; i < 3; i++) Assert.Equal(LookupState.Unavailable, (await store.RecordOnceAsync(five, "node", 1, Token)).State);
        await _peer.ContinueAsync();
        await Until.TrueAsync(async () => (await store.RecordOnceAsync(five, "node", 1, Token)).State == LookupState.Found);
        CounterReading reading = default;
        await Until.TrueAsync(async () => (reading = await store.ReadAsync(five.Key, hour, Token)).State == LookupState.Found);
        Assert.Equal(10, reading.Used);
        await Until.TrueAsync(async () => (reading = await store.RecordOnceAsync(five, "node", 2, Token)).State == LookupState.Found);
        Assert.Equal(15, reading.Used);
        await Until.TrueAsync(async () => (reading = await store.RecordOnceAsync(five, "other", 1, Token)).State == LookupState.Found);
        Assert.Equal(20, reading.Used);
    }

    [Fact]
    public async Task R13_ConnectWhereNobodyListens_IsUnavailableUntilTheServerIsThere()
    {
        await _peer.KillAsync();
        await using RedisCounterStore store = await ConnectAsync();
        Assert.Equal(ReservationState.Unavailable, await UseAsync(store));
        Assert.False((await store.FindBlockAsync(Charge.Key, Token)).IsFound);
        await _peer.StartAgainAsync();
        await Until.TrueAsync(async () => await UseAsync(store) == ReservationState.Reserved);
    }

    [Fact]
    public async Task R3_FourNodesAtOnce_AdmitExactlyTheLimit()
    {
        RedisCounterStore[] nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectAsync()));
        CounterCharge charge = new(CounterBench.Key("shared"), CounterBench.Limit((600, 250)), 1);
        int admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async session =>
        {
            for (int i = 0; i < 25; i++)
            {
                ReservationResult result = await nodes[session % 4].ReserveAsync(default, new[] { charge }, TimeSpan.FromMinutes(1), Token);
                if (result.State == ReservationState.Reserved && await nodes[session % 4].CommitAsync(result.Reservation, Token)) Interlocked.Increment(ref admitted);
            }
        }));
        foreach (RedisCounterStore node in nodes) await node.DisposeAsync();
        Assert.Equal(250, admitted);
    }

    private static async Task<ReservationState> UseAsync(RedisCounterStore store)
    {
        ReservationResult result = await store.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMinutes(1), Token);
        if (result.State == ReservationState.Reserved) await store.CommitAsync(result.Reservation, Token);
        return result.State;
    }

    private Task<RedisCounterStore> ConnectAsync(TimeProvider? clock = null, TimeSpan? timeout = null) => RedisCounterStore.ConnectAsync(
        new RedisCounterOptions { Connection = $"{_peer.EndPoint}", Probe = TimeSpan.FromMilliseconds(200), Timeout = timeout ?? TimeSpan.FromSeconds(5) }, clock ?? TimeProvider.System, NullLogger.Instance);

    /// <summary>The clock of a machine that is set wrong.</summary>
    private sealed class WrongClock(TimeSpan error) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + error;
    }
}
