using System.Collections.Immutable;
using Submission.Policy.Expressions;

namespace Submission.Policy.Rules.Share;

/// <summary>What was written below <c>share</c>. Immutable.</summary>
/// <param name="Of">What is looked for in the batch.</param>
/// <param name="CountsRecipients">Whether recipients are counted rather than messages.</param>
/// <param name="Keys">Whose batch: each key has its own.</param>
/// <param name="Within">How long a batch is.</param>
/// <param name="Percent">The share that must be exceeded, in percent.</param>
/// <param name="OnceOver">The size of the batch that must be exceeded.</param>
/// <param name="BlockFor">How long whoever exceeds both is blocked.</param>
/// <param name="Only">Which recipients are looked for; <see langword="null"/> for all.</param>
internal sealed record ShareOptions(
    ShareOf Of,
    bool CountsRecipients,
    ImmutableArray<ShareKey> Keys,
    TimeSpan Within,
    int Percent,
    long OnceOver,
    TimeSpan BlockFor,
    CompiledExpression? Only);
