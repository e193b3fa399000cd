namespace Submission.Policy;

/// <summary>A rule that is in force. Immutable and thread-safe.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">The kind: the word in YAML, or <c>custom</c> for a rule given in C#.</param>
/// <param name="About">One sentence on what it is for; empty for a rule given in C#.</param>
/// <param name="Stages">The stages at which it is asked.</param>
/// <param name="Mode">Whether it is enforced.</param>
public sealed record RuleSummary(RuleId Id, string Kind, string About, PolicyStages Stages, RuleMode Mode);
