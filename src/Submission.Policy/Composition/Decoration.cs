using System.Collections.Immutable;

namespace Submission.Policy.Composition;

/// <summary>What is laid around a rule: exemptions, a mode, the meaning of an error. Immutable.</summary>
internal sealed record Decoration(ImmutableArray<RuleCondition> Conditions, RuleMode Mode, ErrorAction? OnError)
{
    public static Decoration None { get; } = new([], RuleMode.Enforce, null);

    /// <summary>Joins this decoration, which is nearer to the caller, with one that lies nearer to the rule; the nearer to the rule gives way.</summary>
    public Decoration Around(Decoration outer) => new(
        Conditions.AddRange(outer.Conditions),
        outer.Mode.EnforcedPercent < Mode.EnforcedPercent ? outer.Mode : Mode,
        outer.OnError ?? OnError);
}
