using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Rules.Budget;

/// <summary>What was written below <c>budget</c>. Immutable.</summary>
/// <param name="Of">What uses the budget up.</param>
/// <param name="Limit">How many within what time.</param>
/// <param name="Keys">Whose budget: each key has its own.</param>
/// <param name="BlockFor">How long a block lasts at most.</param>
/// <param name="Blocked">The answer at mail to whom the rule has blocked; <see langword="null"/> where it blocks nobody.</param>
internal sealed record BudgetOptions(CompiledExpression Of, CounterLimit Limit, ImmutableArray<LimitKey> Keys, TimeSpan BlockFor, RuleReply? Blocked);
