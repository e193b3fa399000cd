namespace Durability.Tests.PowerCut;

/// <summary>Cuts the power at the moments of a recorded run that matter. Not thread-safe.</summary>
/// <param name="random">Where the draws come from.</param>
/// <param name="between">The chance of a cut after a call that is no sync.</param>
/// <param name="isThorough">Whether the power is cut at each sync in each way, and not in one that is drawn.</param>
internal sealed class CutSchedule(Random random, double between, bool isThorough)
{
    private const int Ways = 3;

    /// <summary>The states that the power cuts leave: with what is unsynced before a sync ends or with nothing of it after, and now and then in between.</summary>
    public IEnumerable<CutState> Cut(RecordedRun run, IEnumerable<(TracedCall Call, bool IsEnd)> calls)
    {
        int at = 0;
        foreach ((TracedCall call, bool isEnd) in calls)
        {
            at++;
            string name = $"{(isEnd ? "after" : "in")} call {at} ({call.Name})";
            int way = random.Next(Ways);
            if (isEnd && call.Name is ("fsync" or "fdatasync"))
            {
                if (isThorough || way == 0) yield return Take(run, name + " before its end", Survival.Everything);
                if (isThorough || way == 1) yield return Take(run, name + " before its end", Survival.Some);
            }

            RecordedEffect effect = run.Apply(call, isEnd);
            if (effect == RecordedEffect.Told || (effect == RecordedEffect.Synced && (isThorough || way == 2))) yield return Take(run, name, Survival.Nothing);
            if (effect == RecordedEffect.Changed && random.NextDouble() < between) yield return Take(run, name, (Survival)random.Next(Ways));
        }
    }

    private CutState Take(RecordedRun run, string name, Survival survival) => new($"{name}: {survival}", run.Disk.After(survival, random), [.. run.Promised]);
}
