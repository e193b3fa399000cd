using Submission.Trust.Spf;

namespace Submission.Trust.Tests.Spf;

/// <summary>Row 18: SPF is evaluated as the public test suite of RFC 7208 has it, all of it.</summary>
public sealed class SpfSuiteTests
{
    // Release 2014.04.
    private const int Expected = 203;
    private static readonly Lazy<IReadOnlyList<SpfSuiteCase>> Suite = new(SpfSuite.Load);

    public static TheoryData<string> Names => [.. Suite.Value.Select(static it => $"{it.Scenario}: {it.Name}")];

    [Fact]
    public void Suite_IsTheWholeOne() => Assert.Equal(Expected, Suite.Value.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Check_CaseOfTheSuite_ComesToItsResult(string name)
    {
        SpfSuiteCase it = Suite.Value.Single(one => $"{one.Scenario}: {one.Name}" == name);
        SpfResult result = await new SpfEvaluator(it.Zone).CheckAsync(new SpfQuery(it.Host, it.Helo, it.Sender), TestContext.Current.CancellationToken);
        Assert.Contains(Word(result.Outcome), it.Results);
        if (it.Explanation is "DEFAULT") Assert.Null(result.Explanation);
        else if (it.Explanation is not null) Assert.Equal(it.Explanation, result.Explanation);
    }

    private static string Word(SpfOutcome outcome) => outcome switch
    {
        SpfOutcome.TemporaryError => "temperror",
        SpfOutcome.PermanentError => "permerror",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
