using Submission.Policy.Specification;

namespace Submission.Policy.Kinds;

/// <summary>
/// A word of the policy language that names a kind of rule, and what makes a rule of it. Implementations are immutable and thread-safe.
/// </summary>
/// <param name="description">What a policy author must know of it.</param>
public abstract class RuleKind(RuleKindDescription description)
{
    /// <summary>What a policy author must know of it.</summary>
    public RuleKindDescription Description { get; } = description ?? throw new ArgumentNullException(nameof(description));

    /// <summary>The word in YAML, for example <c>limit</c>.</summary>
    public string Name => Description.Name;

    /// <summary>Whether a rule of this kind makes a reply of the common words <c>reply</c>, <c>then</c> and <c>help</c>, so that <c>reply</c> is required.</summary>
    public virtual bool NeedsReply => true;

    /// <summary>Makes a rule of what was written. Called once a rule when a policy is loaded.</summary>
    /// <param name="binder">Reads the words and takes the errors.</param>
    /// <returns>The rule; <see langword="null"/> where the binder was told of an error.</returns>
    public abstract IPolicyRule? Build(RuleBinder binder);
}
