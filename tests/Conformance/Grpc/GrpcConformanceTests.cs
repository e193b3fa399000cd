using Conformance.Report;
using Conformance.Worlds;

namespace Conformance.Grpc;

public sealed class GrpcConformanceTests
{
    [Fact]
    public async Task Play_EveryCaseOverGrpc_GoesWholeAndAsInTheEngine()
    {
        HostRun run = await HostRuns.Grpc;

        Assert.True(run.Differences.Length == 0, run.Differences);
        Assert.Equal((await GoldenCases.All).Length, run.Plays.Length);
        Assert.All(run.Plays, static result => Assert.Equal(CaseSightKind.Whole, result.Sight));
    }
}
