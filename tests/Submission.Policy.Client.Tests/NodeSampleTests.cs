using Submission.Policy.Client.Tests.Support;

namespace Submission.Policy.Client.Tests;

/// <summary>The Node sample with the real host: each run that a page shows prints what the page says.</summary>
public sealed class NodeSampleTests(NodeSampleTests.Installed installed) : IClassFixture<NodeSampleTests.Installed>
{
    public static TheoryData<string, string> Runs => [.. Documented().Select(static run => (run.Page, run.Command))];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Run_AsPrinted_PrintsWhatThePageSays(string page, string command)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        string[] arguments = [.. command.Split(' ').Skip(1), "--server", host.Address.Authority];
        (int exitCode, string output, string errors) = await Shell.RunAsync(installed.Folder, "node", arguments);
        string expected = Documented().Single(run => run.Page == page && run.Command == command).Output;
        Assert.Equal(expected, DocumentedRun.WithoutIds(output + errors));
        bool isRefused = expected.Contains(" 550 ", StringComparison.Ordinal);
        Assert.Equal(errors.Length > 0 ? 2 : isRefused ? 1 : 0, exitCode);
        // It asks, and commits nothing.
        Assert.Empty(await host.Engine.Usage.ReadAsync(PolicyHost.Login, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_OfALargeMessage_SendsAllOfIt()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat("0123456789\r\n", 500_000)), TestContext.Current.CancellationToken);
            string[] arguments = ["check.mjs", "--client", "198.51.100.7", "--login", PolicyHost.Login, "--from", PolicyHost.Login, "--to", "friend@example.net", file];
            (int exitCode, string output, string errors) = await Shell.RunAsync(installed.Folder, "node", [.. arguments, "--server", host.Address.Authority]);
            Assert.Equal("", errors);
            Assert.Equal(0, exitCode);
            Assert.Contains("message 6000018 octets", output, StringComparison.Ordinal);
            Assert.Equal(6_000_018, Assert.Single(host.World.VirusScanner.Answers).Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Check_WhereTheServiceDoesNotAnswer_SaysSo()
    {
        (int exitCode, string output, string errors) = await Shell.RunAsync(
            installed.Folder, "node", "check.mjs", "--server", "127.0.0.1:1", "--client", "198.51.100.7", "--from", "a@example.net", "--to", "b@example.net");
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains("ECONNREFUSED", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void LockFile_NamesNoRegistry()
    {
        string text = File.ReadAllText(Path.Combine(installed.Folder, "package-lock.json"));
        Assert.DoesNotContain("\"resolved\"", text, StringComparison.Ordinal);
        Assert.Contains("\"integrity\"", text, StringComparison.Ordinal);
    }

    private static IEnumerable<DocumentedRun> Documented() =>
        DocumentedRun.Read("samples/node-client/README.md", "node").Concat(DocumentedRun.Read("docs/grpc-client.md", "node"));

    /// <summary>The sample with the packages that its lock file names.</summary>
    public sealed class Installed : IAsyncLifetime
    {
        public string Folder { get; } = Path.Combine(RepositoryRoot.Path, "samples", "node-client");

        public async ValueTask InitializeAsync()
        {
            (int exitCode, string output, string errors) = await Shell.RunAsync(Folder, "npm", "ci", "--prefer-offline");
            Assert.True(exitCode == 0, output + errors);
        }

        public ValueTask DisposeAsync() => default;
    }
}
