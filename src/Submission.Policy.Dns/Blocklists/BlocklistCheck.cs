namespace Submission.Policy.Lookups;

/// <summary>What is known of the health of one block list. Thread-safe.</summary>
internal sealed class BlocklistCheck(DomainName zone, DnsBlocklistResolver lists, TimeSpan interval, TimeProvider time)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private volatile Verdict? _last;
    private Task<BlocklistHealth>? _running;

    /// <summary>What the latest test has shown; <see langword="null"/> before the first has ended.</summary>
    public BlocklistHealth? Health => _last?.Health;

    /// <summary>Joins the test that is under way, or begins one where it is due; otherwise the latest result.</summary>
    public Task<BlocklistHealth> RefreshAsync()
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < last.Lifetime) return last.Result;
        lock (_lock)
        {
            if (_running is { IsCompleted: false }) return _running;
            return _running = Task.Run(TestAsync);
        }
    }

    private async Task<BlocklistHealth> TestAsync()
    {
        BlocklistHealth health = await lists.CheckHealthAsync(zone, CancellationToken.None).ConfigureAwait(false);
        bool passes = health.IsHealthy;
        // No answer is no proof against a list that has been found good.
        if (health.State == BlocklistHealthState.Unavailable && _last is { Health.IsHealthy: true } before) health = before.Health;
        _last = new Verdict(health, Task.FromResult(health), time.GetTimestamp(), passes || interval < RetryInterval ? interval : RetryInterval);
        return health;
    }

    private sealed record Verdict(BlocklistHealth Health, Task<BlocklistHealth> Result, long At, TimeSpan Lifetime);
}
