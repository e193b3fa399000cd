using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis.Tests;

/// <summary>
/// How fast the store is beside the server's own benchmark with the very same script, keys and arguments, and what a counter takes at the server. It prints figures and asserts none of them; a few calls by
/// default, <c>REDIS_SPEED=200000</c> (calls) for figures that mean something.
/// </summary>
public sealed partial class RedisSpeedTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Sessions = 20;

    private static readonly int Calls = int.TryParse(Environment.GetEnvironmentVariable("REDIS_SPEED"), CultureInfo.InvariantCulture, out int calls) ? calls : 400;
    private static readonly CounterLimit Limit = CounterBench.Limit((60, 1_000_000_000), (3600, 1_000_000_000), (86400, 1_000_000_000));
    private static readonly CounterCharge Charge = new(CounterBench.Key("jan@domena.cz"), Limit, 1);

    private RedisPeer _peer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task Speed_OfTwentySessions_BesideRedisBenchmark()
    {
        await using RedisCounterStore store = await ConnectAsync();
        await store.RecordAsync(Charge, Token);
        ReservationResult first = await store.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMilliseconds(1), Token);
        Assert.Equal(ReservationState.Reserved, first.State);
        await store.CommitAsync(first.Reservation, Token);

        // Each twice in turn, so that what else the machine does is shared.
        for (int round = 0; round < 2; round++)
        {
            double benchRecord = await BenchmarkAsync("record.lua", call => call.Add("record").AddCounter(Charge.Key, Limit, false).AddLimit(Limit).Add(1).Add("").Add("").Add("").Add(0));
            double record = await MeasureAsync(async () => Assert.Equal(Lookups.LookupState.Found, (await store.RecordAsync(Charge, Token)).State));
            Report("record", record, benchRecord);
            double benchReserve = await BenchmarkAsync(
                "reserve.lua", call => call.Add(TimeSpan.FromMilliseconds(1).Ticks).Add(0).Add(1).AddCounter(Charge.Key, Limit, false).AddLimit(Limit).Add("__rand_int__").Add(1).Add(""));
            double reserve = await MeasureAsync(
                async () => Assert.Equal(ReservationState.Reserved, (await store.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMilliseconds(1), Token)).State));
            Report("reserve", reserve, benchReserve);
            double pairs = await MeasureAsync(async () =>
            {
                ReservationResult result = await store.ReserveAsync(default, new[] { Charge }, TimeSpan.FromMinutes(1), Token);
                Assert.True(await store.CommitAsync(result.Reservation, Token));
            });
            output.WriteLine($"reserve and commit: {pairs:N0} pairs/s, {pairs * 2:N0} calls/s");
        }
    }

    [Fact]
    public async Task R15_Memory_OfAccountsWithThreeWindows()
    {
        await using RedisCounterStore store = await ConnectAsync();
        int accounts = Calls / 4;
        await store.RecordAsync(Charge with { Key = CounterBench.Key("warm") }, Token);
        long before = await UsedMemoryAsync();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var n && n <= accounts) await store.RecordAsync(Charge with { Key = CounterBench.Key($"account-{n:d7}@domena.cz") }, Token);
        }));
        long each = (await UsedMemoryAsync() - before) / accounts;
        output.WriteLine($"{accounts:N0} accounts with three windows and one event each: {each:N0} octets an account, keys and the server's tables included");
        Assert.InRange(each, 1, 5_000);

        // The busiest: something in each of a window's thousand parts.
        long now = 0;
        await using RedisCounterStore busy = await RedisCounterStore.ConnectAsync(
            new RedisCounterOptions { Connection = $"{_peer.EndPoint}", Prefix = "busy:", Clock = () => Interlocked.Read(ref now) + TimeSpan.FromDays(400).Ticks }, TimeProvider.System, NullLogger.Instance);
        before = await UsedMemoryAsync();
        foreach (CounterWindow window in Limit.Windows.Reverse())
        {
            for (int i = 0; i < Math.Min(1_000, Calls / 20); i++)
            {
                Interlocked.Add(ref now, window.Length.Ticks / 1_000);
                await busy.RecordAsync(Charge, Token);
            }
        }

        output.WriteLine($"the busiest of them: {await UsedMemoryAsync() - before:N0} octets");
    }

    private void Report(string script, double ours, double theirs) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{script}: {ours:N0} EVALSHA/s of {Sessions} sessions, {theirs:N0} of redis-benchmark with {Sessions} connections: {100 * ours / theirs:F0} %"));

    private static async Task<double> MeasureAsync(Func<Task> act)
    {
        int next = 0;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= Calls) await act();
        })));
        return Calls / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The server's own benchmark with a script of the store and what the store would send with it.</summary>
    private async Task<double> BenchmarkAsync(string name, Action<ScriptCall> fill)
    {
        string epoch = (await _peer.AskAsync("GET", "sp:epoch")).Split("\r\n")[1];
        string hash = (await _peer.AskAsync("SCRIPT", "LOAD", await ScriptAsync("counters.lua") + "\n" + await ScriptAsync(name))).Split("\r\n")[1];
        ScriptCall call = new("sp:", new CounterLengths(), "sp:epoch");
        call.Add(RedisValue.EmptyString).Add(epoch);
        call.Keys.Add("sp:epoch");
        fill(call);
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", Text(_peer.EndPoint.Port), "-c", Text(Sessions), "-n", Text(Calls), "-r", "1000000000", "-q", "EVALSHA", hash, Text(call.Keys.Count),
            .. call.Keys.Select(static key => key.ToString()), .. call.Arguments.Select(static argument => argument.ToString()),
        ];
        using Process benchmark = Process.Start(new ProcessStartInfo("redis-benchmark", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string told = await benchmark.StandardOutput.ReadToEndAsync(Token);
        await benchmark.WaitForExitAsync(Token);
        MatchCollection rates = Rate().Matches(told);
        Assert.True(rates.Count > 0 && !told.Contains("ERR", StringComparison.Ordinal), told);
        return double.Parse(rates[^1].Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> ScriptAsync(string name)
    {
        using StreamReader reader = new(typeof(RedisCounterStore).Assembly.GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync(Token);
    }

    private async Task<long> UsedMemoryAsync()
    {
        string line = (await _peer.AskAsync("INFO", "memory")).Split("\r\n").First(static line => line.StartsWith("used_memory:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("used_memory:".Length), CultureInfo.InvariantCulture);
    }

    private Task<RedisCounterStore> ConnectAsync() => RedisCounterStore.ConnectAsync(new RedisCounterOptions { Connection = $"{_peer.EndPoint}", Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System, NullLogger.Instance);

    [GeneratedRegex(@"(?<rate>[0-9.]+) requests per second", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
