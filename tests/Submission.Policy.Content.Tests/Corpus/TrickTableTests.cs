namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>The table itself: what the verdicts rest on.</summary>
public class TrickTableTests
{
    [Fact]
    public void All_EveryRow_HasTricksWithNamesOfTheirOwn()
    {
        Assert.Equal(TrickTable.All.Count, TrickTable.ByName.Count);
        Assert.Equal(Enumerable.Range(1, 26).Select(static row => $"M{row}"), TrickTable.All.Select(static trick => trick.Row).Distinct());
        Assert.True(TrickTable.All.Count >= 170, $"{TrickTable.All.Count} tricks");
    }

    /// <summary>A trick whose two messages are the same would prove nothing.</summary>
    [Fact]
    public void Build_TrickThatIsJudgedByItsExtension_MakesTwoMessages()
    {
        Assert.Equal([], TrickTable.All.Where(static trick => trick.BadWithExe && trick.BadWithPdf == false && trick.Build("exe").AsSpan().SequenceEqual(trick.Build("pdf"))).Select(static trick => trick.Name));
    }
}
