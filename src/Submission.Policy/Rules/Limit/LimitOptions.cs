using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;

namespace Submission.Policy.Rules.Limit;

/// <summary>What was written below <c>limit</c>. Immutable.</summary>
/// <param name="Count">What is counted.</param>
/// <param name="Keys">Whose counters: each key has its own.</param>
/// <param name="Windows">The windows; <see langword="null"/> where there is only a limit at once.</param>
/// <param name="AtOnce">The limit at once; <see langword="null"/> where there are only windows.</param>
/// <param name="ChargesAttempts">Whether an attempt is charged whatever becomes of it, rather than what is accepted.</param>
/// <param name="Only">What is counted at all; <see langword="null"/> for everything.</param>
internal sealed record LimitOptions(
    LimitCount Count, ImmutableArray<LimitKey> Keys, CounterLimit? Windows, CounterLimit? AtOnce, bool ChargesAttempts, CompiledExpression? Only);

/// <summary>One key of a limit: an expression, and the name of its counters.</summary>
internal sealed record LimitKey(CompiledExpression Expression, string Scope);
