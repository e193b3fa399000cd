using Submission.Milter.Protocol;

namespace Submission.Milter.Tests.Protocol;

public sealed class AgreementTests
{
    private const PolicyStages All = PolicyStages.Connect | PolicyStages.Helo | PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message;
    private static readonly NegotiationOffer Everything = new(6, (MilterActions)0x1ff, (MilterSteps)0x1fffff);

    [Fact]
    public void On_PolicyThatLooksAtEverything_LeavesOutOnlyWhatNoRuleCouldUse()
    {
        Agreement agreement = Agreement.On(Everything, All);

        Assert.Equal(6u, agreement.Version);
        Assert.Equal(MilterActions.AddHeaders | MilterActions.Quarantine | MilterActions.ChooseMacros, agreement.Actions);
        Assert.Equal(
            MilterSteps.NoUnknown | MilterSteps.NoData | MilterSteps.NoEndOfHeaders | MilterSteps.UnansweredConnect | MilterSteps.UnansweredHeader | MilterSteps.UnansweredBody | MilterSteps.LeadingSpace | MilterSteps.Skip,
            agreement.Steps);
    }

    [Fact]
    public void On_PolicyThatLooksAtNoMessages_AsksForNone()
    {
        Agreement agreement = Agreement.On(Everything, PolicyStages.Mail | PolicyStages.Rcpt);

        Assert.True(agreement.Has(MilterSteps.NoHeaders));
        Assert.True(agreement.Has(MilterSteps.NoBody));
        Assert.True(agreement.Has(MilterSteps.UnansweredHello));
        Assert.False(agreement.Has(MilterSteps.NoMail | MilterSteps.NoRecipient | MilterSteps.NoConnect | MilterSteps.UnansweredMail | MilterSteps.UnansweredRecipient));
    }

    [Theory]
    [InlineData(2u, 0x3fu, 0x7fu)]
    [InlineData(3u, 0x3fu, 0x1ffu)]
    [InlineData(4u, 0x3fu, 0x3ffu)]
    [InlineData(6u, 0x1u, 0x0u)]
    [InlineData(6u, 0xffffffffu, 0xffffffffu)]
    public void On_AnyPeer_IsAnsweredWithNothingThatItDidNotOffer(uint version, uint actions, uint steps)
    {
        foreach (PolicyStages stages in (PolicyStages[])[All, PolicyStages.None, PolicyStages.Mail])
        {
            Agreement agreement = Agreement.On(new NegotiationOffer(version, (MilterActions)actions, (MilterSteps)steps), stages);

            Assert.Equal(version, agreement.Version);
            Assert.Equal(0u, (uint)agreement.Actions & ~actions);
            Assert.Equal(0u, (uint)agreement.Steps & ~steps);
        }
    }

    [Fact]
    public void On_LaterVersion_IsTheLastOneThatIsKnown() => Assert.Equal(6u, Agreement.On(Everything with { Version = 9 }, All).Version);

    [Fact]
    public void Suffices_PolicyThatWantsMoreThanWasAskedFor_DoesNot()
    {
        Agreement agreement = Agreement.On(Everything, PolicyStages.Mail);

        Assert.True(agreement.Suffices(PolicyStages.Mail));
        Assert.True(agreement.Suffices(PolicyStages.Rcpt));
        Assert.False(agreement.Suffices(PolicyStages.Message));
        Assert.False(agreement.Suffices(PolicyStages.Connect)); // its refusals are answers to HELO
    }
}
