using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>What is compared of a case on a host that does not see or say everything.</summary>
public sealed class CasePlayerTests
{
    private const string Refusal = "550 5.1.0 {id} no";
    private static readonly SpecLocation Here = new("case.yaml", 1, 1);
    private static readonly Verdict Refused = Verdict.Refuse(SmtpReply.Parse("550 5.1.0 other words")) with { Rule = new RuleId("some-rule") };

    [Fact]
    public async Task PlayAsync_StepThatIsNotSeen_IsLeftOutAndTheCaseGoesOn()
    {
        CasePlay play = await PlayAsync([StepOutcome.NotSeen("it is far away"), Accepted()], Mail(Refusal), Mail(CaseExpectation.Accept));

        Assert.Empty(play.Differences);
        LeftOutStep left = Assert.Single(play.LeftOut);
        Assert.Equal((LeftOutPart.Step, "it is far away"), (left.Part, left.Reason));
        Assert.Single(play.Compared);
    }

    [Fact]
    public async Task PlayAsync_RestThatCannotHappen_IsLeftOutUnplayed()
    {
        CasePlay play = await PlayAsync([StepOutcome.EndOfCase("it ends")], Mail(CaseExpectation.Accept), Mail(Refusal), new RepeatStep(Here, "repeat", 2, [Mail(Refusal)]));

        Assert.Empty(play.Differences);
        Assert.Equal(3, play.LeftOut.Length);
        Assert.All(play.LeftOut, static left => Assert.Equal((LeftOutPart.Rest, "it ends"), (left.Part, left.Reason)));
    }

    [Fact]
    public async Task PlayAsync_ReplyInOthersWords_ComparesWhoDecided()
    {
        StepOutcome unsaid = new(Refused, default, null) { Reply = "550 other words", Unsaid = "others word it" };

        CasePlay right = await PlayAsync([unsaid], Mail(Refusal, "some-rule"));
        CasePlay wrong = await PlayAsync([unsaid], Mail(Refusal, "another-rule"));
        CasePlay accepted = await PlayAsync([unsaid], Mail(CaseExpectation.Accept));

        Assert.Empty(right.Differences);
        Assert.Equal(LeftOutPart.Reply, Assert.Single(right.LeftOut).Part);
        Assert.Single(wrong.Differences);
        Assert.Single(accepted.Differences);
    }

    [Fact]
    public async Task PlayAsync_RuleThatIsNotAskedThere_EndsTheCase()
    {
        CasePlay play = await PlayAsync([Accepted()], Mail(Refusal, ScriptedHost.UnseenRule), Mail(CaseExpectation.Accept));

        Assert.Empty(play.Differences);
        Assert.Equal(2, play.LeftOut.Length);
    }

    [Fact]
    public async Task PlayAsync_RuleThatIsAskedAndDoesNotDecide_IsADifference()
    {
        CasePlay play = await PlayAsync([Accepted()], Mail(Refusal, "some-rule"));

        Assert.Equal("550 5.1.0 {id} no  by some-rule", Assert.Single(play.Differences).Expected);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task PlayAsync_ConnectionThatMustClose_IsSeenOnTheWire(bool isClosed, int differences)
    {
        StepOutcome outcome = new(Refused, default, null) { Reply = Refusal, IsClosed = isClosed };
        CasePlay play = await PlayAsync([outcome], Mail(Refusal) with { Expectation = new CaseExpectation(Refusal, null, Closes: true) });

        Assert.Equal(differences, play.Differences.Length);
    }

    private static StepOutcome Accepted() => new() { Reply = CaseExpectation.Accept };

    private static MailStep Mail(string outcome, string? by = null) => new(Here, "mail: a@b.cz", "a@b.cz", null) { Expectation = new CaseExpectation(outcome, by, null) };

    private static async Task<CasePlay> PlayAsync(StepOutcome[] outcomes, params CaseStep[] steps)
    {
        await using var host = new ScriptedHost(outcomes);
        await using var player = new CasePlayer(host, new GoldenCase("case.yaml", "some-rule/case", "", new CaseGiven(), [.. steps]), new FakeClock(), trace: null);
        return await player.PlayAsync(TestContext.Current.CancellationToken);
    }
}
