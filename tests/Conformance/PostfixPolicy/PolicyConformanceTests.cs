using Conformance.Report;
using Conformance.Worlds;

namespace Conformance.PostfixPolicy;

public sealed class PolicyConformanceTests
{
    [Fact]
    public async Task Play_EveryCaseOverThePolicyProtocol_GoesAsInTheEngineWhereItIsSeen()
    {
        HostRun run = await HostRuns.Policy;

        Assert.True(run.Differences.Length == 0, run.Differences);
        Assert.Equal((await GoldenCases.All).Length, run.Plays.Length);
    }
}
