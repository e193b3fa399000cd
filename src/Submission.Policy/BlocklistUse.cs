namespace Submission.Policy;

/// <summary>A rule that asks a DNS block list. Immutable and thread-safe.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Zone">The zone of the list; it may contain a key, so it is not for logs.</param>
public sealed record BlocklistUse(RuleId Rule, DomainName Zone);
