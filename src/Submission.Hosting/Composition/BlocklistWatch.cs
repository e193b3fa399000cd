using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Telemetry;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Composition;

/// <summary>
/// Has the block lists of the policy tested when the host starts and whenever a test is due, and tells which are not in use. A list is called by its rule, since its zone may
/// contain a key.
/// </summary>
internal sealed class BlocklistWatch(PolicyEngine engine, CheckedBlocklistResolver? lists, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Dictionary<BlocklistUse, BlocklistHealthState> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (lists is null) return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (BlocklistUse use in engine.Blocklists) Tell(use, await lists.RefreshAsync(use.Zone, stoppingToken).ConfigureAwait(false));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private void Tell(BlocklistUse use, BlocklistHealth health)
    {
        bool isKnown = _told.TryGetValue(use, out BlocklistHealthState before);
        if (isKnown && before == health.State) return;
        _told[use] = health.State;
        bool wasUsed = !isKnown || before == BlocklistHealthState.Healthy;
        if (wasUsed != health.IsHealthy) HostingMetrics.BlocklistUsed(health.IsHealthy);
        if (health.IsHealthy) CompositionLog.BlocklistUsed(logger, use.Rule);
        else CompositionLog.BlocklistUnused(logger, use.Rule, health.Reason ?? "");
    }
}
