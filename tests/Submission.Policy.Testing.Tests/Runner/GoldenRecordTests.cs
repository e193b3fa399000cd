namespace Submission.Policy.Testing.Tests.Runner;

public sealed class GoldenRecordTests
{
    private const string Case = """
        about: LOUD is refused again and again.
        given: { now: 2026-03-01T08:00:00Z }
        steps:
          - connect: 192.0.2.1
          - repeat: 30
            do:
              - helo: LOUD
                expect: 550 5.7.1 {id} not so loud, LOUD
              - after: 1s
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Record_WritesTheSameBytesEveryTime()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Case);
        var recorder = new GoldenCaseRunner(new GoldenCaseOptions { Record = true });

        await recorder.RunAsync(folder.Path, Token);
        byte[] first = await File.ReadAllBytesAsync(folder.GoldenFile, Token);
        await recorder.RunAsync(folder.Path, Token);

        Assert.Equal(first, await File.ReadAllBytesAsync(folder.GoldenFile, Token));
        Assert.True((await new GoldenCaseRunner().RunAsync(folder.Path, Token)).IsPassed);
    }

    [Fact]
    public async Task RunAsync_Record_TellsRulesFactsAndReplies()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Case);

        await new GoldenCaseRunner(new GoldenCaseOptions { Record = true }).RunAsync(folder.Path, Token);

        string text = await File.ReadAllTextAsync(folder.GoldenFile, Token);
        Assert.StartsWith("# ", text, StringComparison.Ordinal);
        Assert.Contains("""
              - step: "helo: LOUD"
                turn: 30
                at: 2026-03-01T08:00:29.000Z
                verdict: "550 5.7.1 {id} not so loud, LOUD"
                by: shouting
                rules:
                  - rule: shouting
                    outcome: decided
                    verdict: "550 5.7.1 {id} not so loud, LOUD"
            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.Contains("helo.name: \"LOUD\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("turn: 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RecordThatDiffersInOneByte_Fails()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Case);
        await new GoldenCaseRunner(new GoldenCaseOptions { Record = true }).RunAsync(folder.Path, Token);
        string recorded = await File.ReadAllTextAsync(folder.GoldenFile, Token);
        await File.WriteAllTextAsync(folder.GoldenFile, recorded.Replace("08:00:29", "08:00:28", StringComparison.Ordinal), Token);

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        CaseDifference difference = Assert.Single(Assert.Single(report.Cases).Differences);
        Assert.Equal(folder.GoldenFile, difference.Location.File);
        Assert.Contains("08:00:28", difference.Expected, StringComparison.Ordinal);
        Assert.Contains("08:00:29", difference.Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RecordOfACaseThatFails_IsNotWritten()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Case.Replace("loud, LOUD", "loud", StringComparison.Ordinal));

        await new GoldenCaseRunner(new GoldenCaseOptions { Record = true }).RunAsync(folder.Path, Token);

        Assert.False(File.Exists(folder.GoldenFile));
    }
}
