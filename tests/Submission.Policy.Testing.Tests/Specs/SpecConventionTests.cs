using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>A rule is a file, a folder of cases and a page, all by its name, and nothing is left over.</summary>
public sealed class SpecConventionTests(ForpsiRun run)
{
    public static TheoryData<string> Rules => [.. RuleFiles()];

    [Fact]
    public void Rules_AndTheirFiles_AreTheSame() => Assert.Equal(Ids(), RuleFiles());

    [Fact]
    public void Rules_AndTheirCaseFolders_AreTheSame()
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(Path.Combine(Repository.Forpsi, CaseReader.CasesFolderName))
            .Select(static folder => Path.GetFileName(folder))
            .Where(static name => name != MessageFiles.SharedFolderName)
            .Order(StringComparer.Ordinal);

        Assert.Equal(Ids(), folders);
    }

    [Fact]
    public void Rules_AndTheirPages_AreTheSame()
    {
        IEnumerable<string> pages = Directory.EnumerateFiles(Repository.RulePages)
            .Select(static file => Path.GetFileName(file))
            .Where(static name => name != RulePages.IndexName)
            .Order(StringComparer.Ordinal);

        Assert.Equal(Ids().Select(static id => id + ".md"), pages);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Cases_OfARule_AreOfEverySortThatApplies(string rule)
    {
        var sorts = new CaseSorts(run.Policy, RuleOf(rule), run.Cases, run.Report.Cases);

        Assert.Empty(sorts.Missing());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Case_WithoutOneOfItsKind_IsMissed(string rule)
    {
        var sorts = new CaseSorts(run.Policy, RuleOf(rule), [], []);

        Assert.Contains("accept", sorts.Missing());
        Assert.Contains(sorts.Missing(), static sort => sort.StartsWith("reply: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Cases_Always_SayInOneSentenceWhatTheyShow()
    {
        Assert.All(run.Cases, static golden =>
        {
            Assert.EndsWith(".", golden.About, StringComparison.Ordinal);
            Assert.True(RuleId.IsValid(golden.Name.Split('/')[^1].TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-')), golden.Name);
        });
        Assert.Equal(run.Cases.Length, run.Cases.Select(static golden => golden.About + golden.Name.Split('/')[0]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Records_Always_StandBesideTheirCases()
    {
        string cases = Path.Combine(Repository.Forpsi, CaseReader.CasesFolderName);
        IEnumerable<string> recorded = Directory.EnumerateFiles(cases, "*" + CaseReader.GoldenEnding, SearchOption.AllDirectories)
            .Select(static file => file[..^CaseReader.GoldenEnding.Length] + ".yaml");

        Assert.All(recorded, static file => Assert.True(File.Exists(file), file));
        Assert.All(Ids(), id => Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(cases, id), "*" + CaseReader.GoldenEnding)));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_OfARule_IsWhatItsFilesGenerate(string rule)
    {
        string page = RulePages.Write(RuleOf(rule), File.ReadAllText(Path.Combine(Repository.Forpsi, "rules", rule + ".yaml")), run.Cases);

        RulePages.AssertCurrent(rule + ".md", page);
    }

    [Fact]
    public void Page_OfAllRules_IsWhatThePolicyGenerates() => RulePages.AssertCurrent(RulePages.IndexName, RulePages.WriteIndex(run.Policy, run.Cases));

    private static IEnumerable<string> RuleFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Forpsi, "rules")).Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private IEnumerable<string> Ids() => run.Policy.Rules.Select(static rule => rule.Id.Value).Order(StringComparer.Ordinal);

    private RuleSpec RuleOf(string rule) => Assert.Single(run.Policy.Rules, candidate => candidate.Id.Value == rule);
}
