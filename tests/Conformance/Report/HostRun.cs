using System.Collections.Concurrent;
using System.Collections.Immutable;
using Conformance.Worlds;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Report;

/// <summary>All golden cases, played on one host.</summary>
internal static class HostRun
{
    /// <summary>Plays every case on a host of its own.</summary>
    /// <param name="start">Makes the host of a case.</param>
    /// <param name="parallel">How many cases are played at once.</param>
    public static async Task<ImmutableDictionary<GoldenCase, CasePlay>> PlayAsync(Func<CaseWorld, CancellationToken, Task<ICaseHost>> start, int parallel)
    {
        var plays = new ConcurrentDictionary<GoldenCase, CasePlay>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(
            await GoldenCases.All,
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (golden, cancellationToken) =>
            {
                var world = new CaseWorld(golden, GoldenCases.Policy);
                await using ICaseHost host = await start(world, cancellationToken);
                await using var player = new CasePlayer(host, golden, world.Clock, trace: null);
                plays[golden] = await player.PlayAsync(cancellationToken);
            });
        return plays.ToImmutableDictionary<GoldenCase, CasePlay>(ReferenceEqualityComparer.Instance);
    }
}
