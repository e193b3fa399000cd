using Conformance.Report;
using Conformance.Worlds;

namespace Conformance.Smtp;

public sealed class SmtpConformanceTests
{
    [Fact]
    public async Task Play_EveryCaseOverSmtp_GoesWholeAndAsInTheEngine()
    {
        HostRun run = await HostRuns.Smtp;

        Assert.True(run.Differences.Length == 0, run.Differences);
        Assert.Equal((await GoldenCases.All).Length, run.Plays.Length);
        Assert.All(run.Plays, static result => Assert.Equal(CaseSightKind.Whole, result.Sight));
    }
}
