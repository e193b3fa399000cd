using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Redis.Tests.Cluster;

/// <summary>R9: three masters, each with a part of the slots.</summary>
public sealed class RedisClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CounterLimit Limit = CounterBench.Limit((60, 250), (3600, 1_000));

    private RedisCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await RedisCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task R9_EveryCall_NamesItsKeysAndKeepsToOneSlot()
    {
        await using RedisCounterStore store = await ConnectAsync();
        CounterLimit members = CounterBench.Distinct((60, 10));
        // What the client asks of a server when it connects is none of ours.
        foreach (RedisPeer master in _cluster.Masters) Assert.StartsWith("+OK", await master.AskAsync("CONFIG", "RESETSTAT"), StringComparison.Ordinal);
        for (int i = 0; i < 40; i++)
        {
            CounterCharge[] charges = [.. Enumerable.Range(0, 4).Select(n => new CounterCharge(new CounterKey(n % 2 == 0 ? "limit/one" : "limit/two", $"subject-{i + (n / 2)}"), Limit, 1))];
            ReservationResult result = await store.ReserveAsync(default, charges, TimeSpan.FromMinutes(1), Token);
            Assert.True(result.State == ReservationState.Reserved, result.Reason ?? store.Trouble);
            if (i % 3 == 0) await store.ReleaseAsync(result.Reservation, Token);
            else Assert.True(await store.CommitAsync(result.Reservation, Token));
            Assert.Equal(LookupState.Found, (await store.RecordAsync(new CounterCharge(new CounterKey("m", $"subject-{i}"), members, 1, "x"), Token)).State);
            await store.WithdrawAsync(new CounterKey("m", $"subject-{i}"), "x", Token);
            await store.ResetAsync(new CounterKey("limit/one", "subject-0"), Token);
        }

        Assert.True(await store.BlockAsync(new CounterBlock(CounterBench.Key("b"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), "test"), Token));
        Assert.Null(store.Trouble);

        // No server refused a call, because of a key that was not named or one of another slot; and each has had its part.
        foreach (RedisPeer master in _cluster.Masters)
        {
            string errors = await master.AskAsync("INFO", "errorstats");
            Assert.DoesNotContain("errorstat_CROSSSLOT", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("errorstat_ERR", errors, StringComparison.Ordinal);
            Assert.False((await master.AskAsync("DBSIZE")).StartsWith(":0", StringComparison.Ordinal));
            Assert.Equal("$0\r\n\r\n", await master.AskAsync("EVAL", "local n = {} for _, k in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', k) < 0 then n[#n + 1] = k end end return table.concat(n, ' ')", "0"));
        }
    }

    [Fact]
    public async Task Reserve_WhereTheSecondSubjectRefuses_GivesBackAtTheFirst()
    {
        await using RedisCounterStore store = await ConnectAsync();
        CounterLimit one = CounterBench.Limit((3600, 1));
        (CounterKey first, CounterKey second) = await ApartAsync();
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(second, one, 1)));
        foreach (CounterKey key in new[] { first, second }) Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(key with { Scope = "other" }, Limit, 1)));
        long calls = await CallsAsync();
        ReservationResult refused = await store.ReserveAsync(default, new[] { new CounterCharge(first, one, 1), new CounterCharge(second, one, 1) }, TimeSpan.FromHours(1), Token);

        // One call for each subject, and one that gives back.
        Assert.Equal(3, await CallsAsync() - calls);
        Assert.Equal((ReservationState.Refused, 1), (refused.State, refused.RefusedCharge));
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(first, one, 1)));
    }

    [Fact]
    public async Task R3_R9_ASlotMovesWhileTwentySessionsOfTwoNodesAsk_ExactlyTheLimitIsAdmitted()
    {
        RedisCounterStore[] nodes = [await ConnectAsync(patience: 30), await ConnectAsync(patience: 30)];
        (CounterKey first, CounterKey second) = await ApartAsync();
        CounterLimit limit = CounterBench.Limit((600, 400));
        CounterCharge[] charges = [new(first, limit, 1), new(second, limit, 1)];
        int admitted = 0, moves = 0;
        bool isFull = false;
        ConcurrentQueue<string> lost = [];
        Task moving = Task.Run(async () =>
        {
            (int slot, int at) = await _cluster.PlaceOfAsync(ScriptCall.TagOf(first.Subject));
            for (int next = 0; !Volatile.Read(ref isFull); at = (at + 1) % 3, moves++)
            {
                await _cluster.MoveAsync(slot, at, (at + 1) % 3);
                next = Math.Min(Volatile.Read(ref admitted) + 20, 80 * (moves + 1));
                await Until.TrueAsync(() => Task.FromResult(Volatile.Read(ref isFull) || Volatile.Read(ref admitted) >= next));
            }
        }, Token);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(session => Task.Run(async () =>
        {
            RedisCounterStore node = nodes[session % 2];
            while (!Volatile.Read(ref isFull))
            {
                // A move at least with every eightieth message.
                while (!Volatile.Read(ref isFull) && Volatile.Read(ref admitted) >= 80 * (Volatile.Read(ref moves) + 1)) await Task.Delay(5, Token);
                ReservationResult result = await node.ReserveAsync(default, charges, TimeSpan.FromSeconds(60), Token);
                if (result.State == ReservationState.Reserved && await node.CommitAsync(result.Reservation, Token)) Interlocked.Increment(ref admitted);
                else if (result.State != ReservationState.Refused) lost.Enqueue($"{result.State}: {result.Reason ?? node.Trouble}");

                // Where only reservations stand in the way it opens at once.
                else if (result.OpensAt > DateTimeOffset.UtcNow.AddSeconds(120)) Volatile.Write(ref isFull, true);
            }
        }, Token)));
        await moving;
        output.WriteLine($"admitted {admitted} of 400 while a slot moved {moves} times; {lost.Count} calls were not answered: {string.Join(", ", lost)}");
        Assert.Empty(lost);
        Assert.Equal(400, admitted);
        Assert.True(moves > 3);
        Assert.Equal(400, (await nodes[0].ReadAsync(first, limit, Token)).Used);
        Assert.Equal(400, (await nodes[1].ReadAsync(second, limit, Token)).Used);
        foreach (RedisCounterStore node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task R11_OneMasterIsEmptied_ItsCountersAreUnknownAndTheOthersGoOn()
    {
        await using RedisCounterStore store = await ConnectAsync();
        (CounterKey first, CounterKey second) = await ApartAsync();
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(first, Limit, 1)));
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(second, Limit, 1)));
        (_, int master) = await _cluster.PlaceOfAsync(ScriptCall.TagOf(first.Subject));
        Assert.StartsWith("+OK", await _cluster.Masters[master].AskAsync("FLUSHALL"), StringComparison.Ordinal);
        Assert.Equal(ReservationState.Unavailable, await UseAsync(store, new CounterCharge(first, Limit, 1)));
        Assert.Equal(ReservationState.Reserved, await UseAsync(store, new CounterCharge(second, Limit, 1)));
        Assert.Equal(2, (await store.ReadAsync(second, Limit, Token)).Used);
    }

    [Fact]
    public async Task R9_TheSlotOfASubject_IsWhatTheServerSays()
    {
        foreach (string subject in new[] { "", "jan@domena.cz", "192.0.2.1", "žluťoučký@kůň.example", "a}b{c", new string('x', 300) })
        {
            string tag = ScriptCall.TagOf(subject);
            string told = (await _cluster.Masters[0].AskAsync("CLUSTER", "KEYSLOT", $"sp:{tag}:limit:a")).TrimEnd();
            Assert.Equal($":{SlotTags.SlotOf(tag)}", told);
            Assert.Equal(told, (await _cluster.Masters[0].AskAsync("CLUSTER", "KEYSLOT", $"sp:{SlotTags.BesideTag(tag)}:epoch")).TrimEnd());
        }
    }

    private static async Task<ReservationState> UseAsync(RedisCounterStore store, CounterCharge charge)
    {
        ReservationResult result = await store.ReserveAsync(default, new[] { charge }, TimeSpan.FromMinutes(1), Token);
        if (result.State == ReservationState.Reserved) await store.CommitAsync(result.Reservation, Token);
        return result.State;
    }

    /// <summary>Two subjects at different masters.</summary>
    private async Task<(CounterKey First, CounterKey Second)> ApartAsync()
    {
        CounterKey first = CounterBench.Key("subject-0");
        int at = (await _cluster.PlaceOfAsync(ScriptCall.TagOf(first.Subject))).Master;
        for (int i = 1; ; i++)
        {
            CounterKey second = CounterBench.Key($"subject-{i}");
            if ((await _cluster.PlaceOfAsync(ScriptCall.TagOf(second.Subject))).Master != at) return (first, second);
        }
    }

    /// <summary>How many scripts all masters have run that are not of the blocks, which are looked at all the time.</summary>
    private async Task<long> CallsAsync()
    {
        long calls = 0;
        foreach (RedisPeer master in _cluster.Masters)
        {
            foreach (string line in (await master.AskAsync("INFO", "commandstats")).Split("\r\n"))
            {
                if (line.StartsWith("cmdstat_evalsha:calls=", StringComparison.Ordinal)) calls += long.Parse(line.AsSpan("cmdstat_evalsha:calls=".Length, line.IndexOf(',', StringComparison.Ordinal) - "cmdstat_evalsha:calls=".Length), CultureInfo.InvariantCulture);
            }
        }

        return calls;
    }

    // The blocks are looked for rarely enough not to be among the calls that are counted.
    private Task<RedisCounterStore> ConnectAsync(int patience = 5) => RedisCounterStore.ConnectAsync(
        new RedisCounterOptions { Connection = $"{_cluster.EndPoint}", Probe = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromSeconds(patience) }, TimeProvider.System, NullLogger.Instance);
}
