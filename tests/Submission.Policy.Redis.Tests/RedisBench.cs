using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Redis.Tests.Cluster;

namespace Submission.Policy.Redis.Tests;

/// <summary>A store on one server for all tests, in virtual time and with keys of its own.</summary>
internal static class RedisBench
{
    private static readonly Lazy<Task<RedisPeer>> Shared = new(() =>
    {
        // The properties wait for each answer on threads of the pool, which the answers need too.
        ThreadPool.SetMinThreads(64, 64);
        return RedisPeer.StartAsync();
    });

    private static readonly Lazy<Task<RedisCluster>> SharedCluster = new(() =>
    {
        ThreadPool.SetMinThreads(64, 64);
        return RedisCluster.StartAsync();
    });

    private static long _count;

    public static CounterBench New() => NewAt(async () => (await Shared.Value).EndPoint);

    public static CounterBench NewInCluster() => NewAt(async () => (await SharedCluster.Value).EndPoint);

    private static CounterBench NewAt(Func<Task<IPEndPoint>> start) => Task.Run(async () =>
    {
        IPEndPoint endPoint = await start();
        VirtualTime time = new();
        long begun = time.GetUtcNow().UtcTicks - new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        long latest = begun;
        RedisCounterOptions options = new()
        {
            Connection = $"{endPoint},allowAdmin=true",
            Prefix = $"t{Interlocked.Increment(ref _count)}:",
            Timeout = TimeSpan.FromSeconds(30),
            Clock = () =>
            {
                // As the server's own clock, it does not follow the machine's that is set.
                long now = begun + time.GetTimestamp();
                long before = Interlocked.Read(ref latest);
                while (now > before && Interlocked.CompareExchange(ref latest, now, before) is var seen && seen != before) before = seen;
                return Math.Max(now, before);
            },
        };
        return new CounterBench(time, await RedisCounterStore.ConnectAsync(options, time, NullLogger.Instance));
    }).GetAwaiter().GetResult();
}
