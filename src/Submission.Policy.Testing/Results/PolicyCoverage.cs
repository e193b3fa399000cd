using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing;

/// <summary>How much of a policy its golden cases reach. Immutable and thread-safe.</summary>
/// <param name="Rules">How many rules the policy has.</param>
/// <param name="Reasons">How many reasons its rules have to refuse, or to go on in spite of an unavailable look-up.</param>
/// <param name="UnexercisedRules">The rules that no case exercises: they were never asked, or everybody was exempt.</param>
/// <param name="UnreachedReasons">The reasons that no case reaches.</param>
public sealed record PolicyCoverage(int Rules, int Reasons, ImmutableArray<RuleId> UnexercisedRules, ImmutableArray<RefusalReason> UnreachedReasons)
{
    /// <summary>Whether every rule is exercised and every reason reached.</summary>
    public bool IsComplete => UnexercisedRules.IsEmpty && UnreachedReasons.IsEmpty;
}

/// <summary>Something that a rule may answer.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reply">The reply as the policy writes it, with its <c>{fields}</c>; or <c>on-error: accept</c>.</param>
/// <param name="Location">Where it stands.</param>
public sealed record RefusalReason(RuleId Rule, string Reply, SpecLocation Location)
{
    /// <summary>The place, the rule and the reply.</summary>
    public override string ToString() => $"{Location}: {Rule}: {Reply}";
}
