namespace Conformance.Report;

public sealed class ConformanceTableTests
{
    private const string Page = "docs/hosts/conformance.md";

    [Fact]
    public async Task Write_RunsOfAllHosts_IsThePageThatIsCommitted()
    {
        string written = ConformanceTable.Write(await HostRuns.AllAsync());
        string path = Path.Combine(RepositoryRoot.Path, Page);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, written, TestContext.Current.CancellationToken);

        string committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(committed == written, $"{Page} is out of date: look at why a host enforces something else than before, then run this test with UPDATE_DOCS=1.");
    }
}
