using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis.Tests;

/// <summary>R11, R7: what a node learns when it looks at the server again: its blocks, its time, and whether it has lost anything.</summary>
public sealed class RedisLookTests : IAsyncLifetime
{
    private RedisPeer _peer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task R11_LostBlocksThatTheServerDoesNotTakeAtOnce_AreToldOnceItDoes()
    {
        await using RedisCounterStore store = await RedisCounterStore.ConnectAsync(Options, TimeProvider.System, NullLogger.Instance);
        CounterBlock block = new(CounterBench.Key("blocked"), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), "test");
        Assert.True(await store.BlockAsync(block, Token));
        await store.ListBlocksAsync(Token);

        // It tells what it holds, which is nothing by then, and takes nothing.
        await _peer.AskAsync("ACL", "SETUSER", "default", "-zadd");
        await _peer.AskAsync("FLUSHALL");
        await Until.TrueAsync(() => Task.FromResult(store.Trouble is not null));
        await _peer.AskAsync("ACL", "SETUSER", "default", "+zadd");
        await Until.TrueAsync(async () => (await _peer.AskAsync("HLEN", "sp:{blocks}")).StartsWith(":1", StringComparison.Ordinal), told: () => store.Trouble);
        Assert.True((await store.FindBlockAsync(block.Key, Token)).IsFound);
    }

    [Fact]
    public async Task R7_ANodeWhoseTimeHasRunAhead_KnowsTheServersWithTheNextLook()
    {
        VirtualTime time = new();
        await using RedisCounterStore store = await RedisCounterStore.ConnectAsync(Options, time, NullLogger.Instance);
        CounterBlock block = new(CounterBench.Key("blocked"), time.GetUtcNow(), time.GetUtcNow().AddHours(1), "test");
        Assert.True(await store.BlockAsync(block, Token));
        time.Advance(TimeSpan.FromHours(2));
        await Until.TrueAsync(async () => (await store.FindBlockAsync(block.Key, Token)).IsFound);
    }

    [Fact]
    public async Task R11_ACallThatHearsOfALossSecond_DoesNotTakeItForZero()
    {
        await using RedisConnection connection = await RedisConnection.OpenAsync(Options, TimeProvider.System, NullLogger.Instance);
        await connection.ProbeAsync();
        await _peer.AskAsync("FLUSHALL");
        CounterLengths lengths = new();
        CounterLimit limit = CounterBench.Limit((3600, 5));
        bool isFirst = true;
        RedisResult[]? reply = await connection.RunAsync(RedisScript.Record, () =>
        {
            ScriptCall call = connection.Call(lengths, "a").Add("read").AddCounter(CounterBench.Key("a"), limit, isDistinct: false).AddLimit(limit)
                .Add(1).Add("").Add(RedisValue.EmptyString).Add("").Add(0);
            if (isFirst) Look(connection);
            isFirst = false;
            return call;
        });
        Assert.Null(reply);
        Assert.True(connection.IsUnknown("a", limit));
    }

    [Fact]
    public async Task R13_ALookThatFailsInAnyWay_IsNotTheLast()
    {
        EventLog log = new();
        await using RedisConnection connection = await RedisConnection.OpenAsync(Options, TimeProvider.System, log);
        await connection.ProbeAsync();
        int looks = 0;
        connection.Begin(() => Interlocked.Increment(ref looks) switch
        {
            1 => throw new TaskCanceledException("the client's"),
            2 => throw new InvalidOperationException("a bug"),
            _ => Task.FromResult(true),
        });
        await Until.TrueAsync(() => Task.FromResult(Volatile.Read(ref looks) > 2));
        Assert.Equal([493, 493], log.Ids);
        Assert.True(RedisFault.IsFailure(new TaskCanceledException()));
    }

    private RedisCounterOptions Options => new() { Connection = $"{_peer.EndPoint}", Timeout = TimeSpan.FromSeconds(5), Probe = TimeSpan.FromMilliseconds(100) };

    // Another call of the same node, while this one is on its way.
    private static void Look(RedisConnection connection) => Task.Run(connection.ProbeAsync).GetAwaiter().GetResult();
}
