using System.Diagnostics;
using System.Globalization;
using Submission.Policy.Redis.Tests.Nodes;

namespace Submission.Policy.Redis.Tests;

/// <summary>R3 and R12: three nodes as three processes that share one Redis.</summary>
public sealed class ThreeNodeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisPeer _peer = null!;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task R3_TwentyOneSessionsOfTwentyFiveOverThreeProcesses_AdmitExactlyTheLimit()
    {
        NodeProcess[] nodes = await NodeProcess.StartAsync(3, $"{_peer.EndPoint}", limit: 250, sessions: 7);
        await Task.WhenAll(nodes.Select(static node => node.GoAsync(25)));
        await Until.TrueAsync(async () => (await TotalAsync(nodes)) is var total && total.Admitted + total.Refused + total.Unavailable == 3 * 7 * 25);
        NodeCount count = await TotalAsync(nodes);
        await EndAsync(nodes);
        output.WriteLine($"{count}");
        Assert.Equal(new NodeCount(250, (3 * 7 * 25) - 250, 0), count);
    }

    [Fact]
    public async Task R12_ThePrimaryIsKilledUnderLoadOfThreeProcesses_NoMoreThanWasInTheLagIsAdmittedTwice()
    {
        const int Limit = 10_000;
        await using RedisPeer replica = await RedisPeer.StartAsync("--replicaof", $"{_peer.EndPoint.Address} {_peer.EndPoint.Port}");
        await Until.TrueAsync(async () => (await replica.AskAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        NodeProcess[] nodes = await NodeProcess.StartAsync(3, $"{_peer.EndPoint},{replica.EndPoint}", Limit, sessions: 8);
        await Task.WhenAll(nodes.Select(static node => node.GoAsync(0)));
        await Until.TrueAsync(async () => (await TotalAsync(nodes)).Admitted > 400);
        await _peer.KillAsync();

        // Nobody answers now: once every node has noticed, what was admitted stands still.
        NodeCount[] atDeath = await Task.WhenAll(nodes.Select(static node => node.CountAsync()));
        await Until.TrueAsync(async () => (await Task.WhenAll(nodes.Select(static node => node.CountAsync()))).Zip(atDeath).All(static pair => pair.First.Unavailable > pair.Second.Unavailable + 20));
        int before = (await TotalAsync(nodes)).Admitted;
        long replicated = await UsedAsync(replica);
        Assert.StartsWith("+OK", await replica.AskAsync("REPLICAOF", "NO", "ONE"), StringComparison.Ordinal);
        Stopwatch watch = Stopwatch.StartNew();
        await Until.TrueAsync(async () => (await TotalAsync(nodes)).Admitted > before);
        long recovered = watch.ElapsedMilliseconds;
        await Until.TrueAsync(async () => await UsedAsync(replica) >= Limit);
        NodeCount total = await EndAsync(nodes);

        long lag = Math.Max(0, before - replicated);
        output.WriteLine($"limit {Limit}: {before} were admitted when the primary died, of which the replica had {replicated}; served again {recovered} ms after its promotion;");
        output.WriteLine($"admitted in all {total.Admitted}: {total.Admitted - Limit} more than the limit, at most the {lag} in the lag");
        Assert.True(total.Admitted - Limit <= lag, $"{total.Admitted} of {Limit} with {lag} in the lag");
        Assert.InRange(lag, 0, 1_000);
        // What the replica had and no node was told of, is as used up: at most one message a session.
        Assert.InRange(total.Admitted, Limit - (3 * 8), Limit + 1_000);
        Assert.Equal(Limit, await UsedAsync(replica));
    }

    private static async Task<NodeCount> TotalAsync(NodeProcess[] nodes) => Sum(await Task.WhenAll(nodes.Select(static node => node.CountAsync())));

    private static async Task<NodeCount> EndAsync(NodeProcess[] nodes)
    {
        NodeCount total = Sum(await Task.WhenAll(nodes.Select(static node => node.StopAsync())));
        foreach (NodeProcess node in nodes) await node.DisposeAsync();
        return total;
    }

    private static NodeCount Sum(NodeCount[] counts) => new(counts.Sum(static count => count.Admitted), counts.Sum(static count => count.Refused), counts.Sum(static count => count.Unavailable));

    /// <summary>What a server itself holds of the window, asked past the store.</summary>
    private static async Task<long> UsedAsync(RedisPeer server)
    {
        string reply = await server.AskAsync("EVAL", "local n = 0 for _, k in ipairs(redis.call('KEYS', '*shared*:a')) do n = n + (redis.call('HGET', k, 'w:36000000000') or 0) end return n", "0");
        return long.Parse(reply.AsSpan(1).Trim(), CultureInfo.InvariantCulture);
    }
}
