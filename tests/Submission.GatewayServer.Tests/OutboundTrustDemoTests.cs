namespace Submission.GatewayServer.Tests;

/// <summary>The sitting of docs/outbound-trust.md: its script runs, and its steps and commands are those of the page.</summary>
public sealed class OutboundTrustDemoTests
{
    [Fact]
    public async Task Demo_InOneSitting_ComesToWhatThePageSays()
    {
        string script = Path.Combine(Architecture.Tests.RepositoryRoot.Path, "samples", "outbound-trust", "demo.sh");
        ProgramResult result = await ExternalProgram.RunAsync("bash", [script], patience: TimeSpan.FromMinutes(4));
        Assert.True(result.ExitCode == 0, result.Everything);
        string page = await File.ReadAllTextAsync(Path.Combine(Architecture.Tests.RepositoryRoot.Path, "docs", "outbound-trust.md"), TestContext.Current.CancellationToken);
        Assert.Equal(Steps(page), Steps(result.Output));
    }

    private static string[] Steps(string text) =>
        [.. text.Split('\n').Where(static line => line.StartsWith("== ", StringComparison.Ordinal) || line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("friend.example has", StringComparison.Ordinal))];
}
