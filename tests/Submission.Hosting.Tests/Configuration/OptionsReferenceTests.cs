using System.Xml.Linq;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Tests.Configuration;

public sealed class OptionsReferenceTests
{
    private const string Page = "docs/hosts/configuration.md";

    [Fact]
    public void Write_OptionsClasses_IsThePageThatIsCommitted()
    {
        string written = Write();
        string path = Path.Combine(RepositoryRoot(), Page);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, written);

        Assert.True(File.ReadAllText(path) == written, $"{Page} is out of date: run this test with UPDATE_DOCS=1.");
    }

    [Fact]
    public void Write_EveryKey_HasMeaningDefaultAndValue()
    {
        foreach (string row in Write().Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)))
            Assert.DoesNotContain("|  |", row, StringComparison.Ordinal);
    }

    private static string Write() => OptionsReference.Write(XDocument.Load(Path.ChangeExtension(typeof(SubmissionOptions).Assembly.Location, ".xml")));

    private static string RepositoryRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
