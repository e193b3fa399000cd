namespace Submission.Milter.Protocol;

/// <summary>What both sides have agreed upon.</summary>
/// <param name="Version">The version of the protocol.</param>
/// <param name="Actions">What may be done to messages.</param>
/// <param name="Steps">What is left out, or is not answered.</param>
internal readonly record struct Agreement(uint Version, MilterActions Actions, MilterSteps Steps)
{
    /// <summary>The first version that this milter speaks: that of Sendmail 8.12.</summary>
    public const uint LowestVersion = 2;

    /// <summary>The last one: that of Sendmail 8.14 and Postfix 2.6.</summary>
    public const uint HighestVersion = 6;

    private const MilterActions WantedActions = MilterActions.AddHeaders | MilterActions.Quarantine | MilterActions.ChooseMacros;

    private const MilterSteps AlwaysWanted = MilterSteps.NoUnknown | MilterSteps.NoData | MilterSteps.NoEndOfHeaders
        | MilterSteps.UnansweredConnect | MilterSteps.UnansweredHeader | MilterSteps.UnansweredBody | MilterSteps.LeadingSpace | MilterSteps.Skip;

    /// <summary>Agrees on what is needed and no more.</summary>
    /// <param name="offer">What the mail server can do; its version is not below <see cref="LowestVersion"/>.</param>
    /// <param name="stages">The stages at which the policy has rules.</param>
    public static Agreement On(in NegotiationOffer offer, PolicyStages stages) =>
        new(Math.Min(offer.Version, HighestVersion), offer.Actions & WantedActions, offer.Steps & Wanted(stages));

    /// <summary>Whether a policy with rules at these stages hears of all that it needs.</summary>
    public bool Suffices(PolicyStages stages) => (Steps & ~Wanted(stages)) == MilterSteps.None;

    public bool Has(MilterActions action) => (Actions & action) != MilterActions.None;

    public bool Has(MilterSteps step) => (Steps & step) != MilterSteps.None;

    // The client's address and name are needed in any case, its recipients too: they are facts of later stages. What is refused at the connection is said to HELO, because mail
    // servers greet whom a milter refuses with a text of their own. The end of the headers shows where the body begins.
    private static MilterSteps Wanted(PolicyStages stages)
    {
        MilterSteps wanted = AlwaysWanted;
        if ((stages & (PolicyStages.Connect | PolicyStages.Helo)) == PolicyStages.None) wanted |= MilterSteps.UnansweredHello;
        if (!stages.HasFlag(PolicyStages.Message)) wanted |= MilterSteps.NoHeaders | MilterSteps.NoBody;
        return wanted;
    }
}
