using Submission.Policy.Counters;
using Submission.Policy.Engine;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Rules;

/// <summary>A rule that charges what is accepted: the engine asks it for its charges, and reserves those of a stage together once no other rule objects.</summary>
internal interface IChargingRule : IPolicyRule
{
    /// <summary>Whether the rule reserves at a stage, rather than is evaluated there.</summary>
    bool ReservesAt(PolicyStage stage);

    /// <summary>Adds the rule's charges to those of the stage.</summary>
    /// <returns><see langword="false"/> where something could not be evaluated.</returns>
    bool TryCollect(PolicyContext context, ChargeBatch batch, int ruleIndex);

    /// <summary>The answer where one of its charges would exceed its limit.</summary>
    ValueTask<Verdict> RefuseAsync(PolicyContext context, ReservationResult result, CancellationToken cancellationToken);

    /// <summary>Adds the counters that the rule reads, or holds until the session ends, to the decision record; those that it reserves are recorded as they are reserved.</summary>
    void Watch(PolicyContext context, DecisionTrace trace, int entry);
}
