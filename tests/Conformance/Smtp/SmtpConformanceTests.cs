using Conformance.Report;
using Submission.Policy.Testing.Running;

namespace Conformance.Smtp;

public sealed class SmtpConformanceTests
{
    [Fact]
    public async Task Cases_OverSmtp_GoAsInTheEngine()
    {
        var plays = await HostRun.PlayAsync(static async (world, cancel) => await SmtpCaseHost.StartAsync(world, cancel), 2);
        string[] wrong = [.. plays.Values.SelectMany(static play => play.Differences).Select(static difference => difference.ToString()).Order(StringComparer.Ordinal)];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
        Assert.All(plays.Values, static play => Assert.Empty(play.LeftOut));
        Assert.Equal(310, plays.Count);
    }
}
