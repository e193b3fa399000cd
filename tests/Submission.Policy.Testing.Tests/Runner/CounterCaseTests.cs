namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>Cases in which the store of the counters does not answer.</summary>
public sealed class CounterCaseTests
{
    private const string Rate = """
        rule: rate
        about: Six an hour.
        stage: mail
        limit: { count: messages, per: [sender], at-most: { 1h: 6 } }
        reply: 550 5.7.1 {id} too many
        on-error: share
        """;

    private const string Message = "      - mail: jan@domena.cz\n      - rcpt: eva@example.org\n      - message: {}\n";
    private const string Refused = "  - mail: jan@domena.cz\n    expect: 550 5.7.1 {id} too many\n    by: rate\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("given: { counters: unavailable, nodes: 3 }\n", 2)]
    [InlineData("given: { counters: unavailable }\n", 6)]
    [InlineData("given: { nodes: 3 }\n", 6)]
    public async Task RunAsync_OnErrorShare_AdmitsTheNodesPart(string given, int admitted)
    {
        string steps = $"about: x.\n{given}steps:\n  - connect: 192.0.2.1\n  - repeat: {admitted}\n    do:\n{Message}{Refused}";
        using PolicyFolder folder = PolicyFolder.WithRules(steps, Rate);
        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);
        Assert.True(report.IsPassed, report.ToString());
        Assert.Equal(given.Contains("unavailable", StringComparison.Ordinal) ? 0 : 1, report.Coverage.UnreachedReasons.Count(static reason => reason.Reply == "on-error: share"));
    }
}
