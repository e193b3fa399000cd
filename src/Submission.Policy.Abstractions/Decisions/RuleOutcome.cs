namespace Submission.Policy.Decisions;

/// <summary>What became of one rule at one stage.</summary>
public enum RuleOutcome
{
    /// <summary>The rule had nothing against it.</summary>
    Passed,

    /// <summary>Its <c>when</c> was false or its <c>unless</c> true.</summary>
    Exempt,

    /// <summary>The rule decided the verdict.</summary>
    Decided,

    /// <summary>The rule would have decided, but its mode does not enforce it here.</summary>
    Shadowed,

    /// <summary>A look-up or a store was unavailable; the rule's <c>on-error</c> said to go on.</summary>
    Excused,
}
