namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>The page about the table says what the table says.</summary>
public class AttachmentNamesPageTests
{
    private const string Page = "docs/attachment-names.md";

    [Fact]
    public void Write_TheTable_IsThePageThatIsCommitted()
    {
        string written = AttachmentNamesPage.Write();
        string path = Path.Combine(Root(), Page);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, written);

        Assert.True(File.ReadAllText(path) == written, $"{Page} is out of date: run this test with UPDATE_DOCS=1.");
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
