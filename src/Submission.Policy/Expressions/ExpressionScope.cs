namespace Submission.Policy.Expressions;

/// <summary>What an expression may name. Immutable and thread-safe as long as its lists are.</summary>
/// <param name="Stages">The stages at which it is evaluated; a fact must be known at all of them.</param>
/// <param name="Lists">The policy's lists by their names.</param>
internal sealed record ExpressionScope(PolicyStages Stages, IReadOnlyDictionary<string, PolicyList> Lists);
