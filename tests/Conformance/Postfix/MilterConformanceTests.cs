using Conformance.Report;
using Conformance.Worlds;

namespace Conformance.Postfix;

public sealed class MilterConformanceTests
{
    [Fact]
    public async Task Play_EveryCaseInPostfix_GoesAsInTheEngineWhereItIsSeen()
    {
        HostRun run = await HostRuns.Milter;

        Assert.True(run.Differences.Length == 0, run.Differences);
        Assert.Equal((await GoldenCases.All).Length, run.Plays.Length);
    }
}
