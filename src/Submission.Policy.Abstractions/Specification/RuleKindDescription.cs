using System.Collections.Immutable;

namespace Submission.Policy.Specification;

/// <summary>What a policy author must know of a rule kind; documentation and the JSON Schema are made from it. Immutable and thread-safe.</summary>
/// <param name="Name">The word that names the kind in YAML, for example <c>limit</c>.</param>
/// <param name="About">One sentence on what it does.</param>
/// <param name="Words">The words below it; empty where the kind takes a single expression, see <paramref name="IsExpression"/>, or does not tell.</param>
/// <param name="IsExpression">Whether the kind's value is one expression (<c>refuse-if</c>).</param>
public sealed record RuleKindDescription(string Name, string About, ImmutableArray<RuleKindWord> Words, bool IsExpression = false)
{
    /// <summary>The single texts that may stand in place of the words, for example <c>found</c>; none by default.</summary>
    public ImmutableArray<string> Values { get; init; } = [];
}

/// <summary>A word below a rule kind.</summary>
/// <param name="Name">The word.</param>
/// <param name="Type">What stands behind it.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="About">One sentence on what it means, with its default.</param>
/// <param name="Choices">The only values; empty for any.</param>
public sealed record RuleKindWord(string Name, RuleKindWordType Type, bool IsRequired, string About, ImmutableArray<string> Choices = default);

/// <summary>What stands behind a word of a rule kind.</summary>
public enum RuleKindWordType
{
    /// <summary>A text, or one of the choices.</summary>
    Text,

    /// <summary>An expression.</summary>
    Expression,

    /// <summary>A list of expressions.</summary>
    Expressions,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A span of time.</summary>
    Duration,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>Windows and their limits: <c>{ 1m: 250, 1h: 1000 }</c>.</summary>
    Windows,

    /// <summary>A reply: code, enhanced status and text.</summary>
    Reply,
}
