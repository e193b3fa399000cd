namespace Submission.Policy;

/// <summary>A rule of the policy that is not asked, or not asked everywhere, because the host cannot see what it judges. Immutable and thread-safe.</summary>
/// <param name="Rule">The id.</param>
/// <param name="Stages">The stages at which the rule, or a part of it, is not asked.</param>
/// <param name="IsWhole">Whether the rule is not asked at all.</param>
/// <param name="Why">Why, for an operator, without a full stop: <c>it is judged at message, which this host does not see</c>.</param>
public sealed record UnseenRule(RuleId Rule, PolicyStages Stages, bool IsWhole, string Why);
