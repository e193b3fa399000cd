using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Durability.Tests;

/// <summary>
/// Load with a kill again and again. By default 20 seconds; SOAK_SECONDS, SOAK_SESSIONS, SOAK_RATE (messages a second) and SOAK_KILL_EVERY (seconds) make it longer and harder.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly int Sessions = Setting("SOAK_SESSIONS", 8);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Setting("SOAK_SECONDS", 20));
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(Setting("SOAK_KILL_EVERY", 6));
    private static readonly int Rate = Setting("SOAK_RATE", 150);

    private readonly Ledger _ledger = new();
    private volatile bool _isOver;
    private long _number;
    private IPEndPoint? _gateway;

    [Fact]
    public async Task Load_KilledAgainAndAgain_LosesNothing()
    {
        await using CountingSink sink = await CountingSink.StartAsync();
        using var folder = new GatewayFolder(sink.EndPoint);
        Task[] clients = [.. Enumerable.Range(0, Sessions).Select(_ => Task.Run(SubmitAsync))];
        long start = Stopwatch.GetTimestamp();
        int kills = 0;
        while (Stopwatch.GetElapsedTime(start) < Duration)
        {
            await using GatewayProcess running = GatewayProcess.Start(folder);
            Assert.True(await running.ListensAsync() is { } endPoint && (_gateway = endPoint) is not null, running.Log);
            await Task.Delay(KillEvery, TestContext.Current.CancellationToken);
            await running.KillAsync();
            kills++;
        }

        _isOver = true;
        await Task.WhenAll(clients);
        await using GatewayProcess last = GatewayProcess.Start(folder);
        Assert.True(await last.ListensAsync() is not null, last.Log);
        await Until.TrueAsync(() => _ledger.Missing(sink).Length == 0, () => $"Lost: {string.Join(' ', _ledger.Missing(sink).Take(20))}\n{last.Log}");
        output.WriteLine(
            $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, {kills} kills: accepted {_ledger.Count(SubmissionFate.Accepted)}, lost {_ledger.Missing(sink).Length}, refused {_ledger.Count(SubmissionFate.Refused)}, "
            + $"without a reply {_ledger.Count(SubmissionFate.Unknown)} of which {_ledger.ArrivedUnknown(sink)} arrived, duplicates {_ledger.Duplicates(sink)}, damaged {sink.Damaged}");
        Assert.True(kills > 1);
        Assert.True(_ledger.Count(SubmissionFate.Accepted) > 100);
        Assert.Equal(0, sink.Damaged);
    }

    private async Task SubmitAsync()
    {
        Submitter? client = null;
        IPEndPoint? connected = null;
        var pace = TimeSpan.FromSeconds((double)Sessions / Rate);
        long next = Stopwatch.GetTimestamp();
        while (!_isOver)
        {
            if (client is null || !Equals(connected, _gateway))
            {
                client?.Dispose();
                connected = _gateway;
                client = connected is null ? null : new Submitter(connected);
            }

            long number = Interlocked.Increment(ref _number);
            SubmissionFate fate = client is null ? SubmissionFate.Refused : await client.SendAsync(number, number % 50 == 0 ? 200_000 : 4096);
            _ledger.Note(number, fate);
            next += (long)(pace.TotalSeconds * Stopwatch.Frequency);
            TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (fate != SubmissionFate.Accepted) wait = TimeSpan.FromMilliseconds(50);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TestContext.Current.CancellationToken);
        }

        client?.Dispose();
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : standard;
}
