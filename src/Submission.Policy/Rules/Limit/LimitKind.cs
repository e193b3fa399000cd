using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Limit;

internal sealed class LimitKind() : RuleKind(new RuleKindDescription(
    "limit",
    "Refuses what would exceed a limit in a sliding window, or at once.",
    [
        new("count", RuleKindWordType.Text, true, "What is counted.", [.. Counts.Keys]),
        new("per", RuleKindWordType.Expressions, true, "Whose counters: a list of expressions, each with a counter of its own; an IPv6 address counts by its /64."),
        new("at-most", RuleKindWordType.Windows, false, "The windows and their limits; required unless there is an at-once."),
        new("at-once", RuleKindWordType.Number, false, "How many may be open at the same time; for count: connections."),
        new("charge", RuleKindWordType.Text, false, "Whether what is accepted is charged (the default), or every attempt.", ["accepted", "attempted"]),
        new("only", RuleKindWordType.Expression, false, "What is counted at all; everything by default. A limit that reads message.size is judged again at message."),
    ]))
{
    private static readonly Dictionary<string, LimitCount> Counts = new(StringComparer.Ordinal)
    {
        ["messages"] = LimitCount.Messages,
        ["recipients"] = LimitCount.Recipients,
        ["distinct-recipients"] = LimitCount.DistinctRecipients,
        ["bytes"] = LimitCount.Bytes,
        ["connections"] = LimitCount.Connections,
        ["auth-failures"] = LimitCount.AuthFailures,
    };

    public override IPolicyRule? Build(RuleBinder binder)
    {
        string? countName = binder.Choice("count", required: true, [.. Counts.Keys]);
        // What belongs to the message as a whole is charged once, wherever it is judged: by the declared size, then by the real one; for one recipient, then for all.
        ExpressionScope scope = binder.Scope with { IsOfMessageLimit = countName is "messages" or "bytes" };
        ImmutableArray<CompiledExpression> keys = binder.Expressions("per", required: true, expected: null, scope);
        ImmutableArray<CounterWindow> windows = binder.Windows("at-most", required: false);
        long? atOnce = binder.Number("at-once", required: false, 1, 1_000_000);
        string? charge = binder.Choice("charge", required: false, "accepted", "attempted");
        CompiledExpression? only = binder.Expression("only", required: false, ExpressionType.Bool, scope);

        if (windows.Length == 0 && atOnce is null && !binder.HasErrors) binder.Error(binder.Location, "A limit needs 'at-most'.", "Write for example at-most: { 1h: 1000 }.");
        if (countName is null || binder.HasErrors) return null;
        LimitCount count = Counts[countName];
        PolicyStages stages = LimitStages.Of(count);
        if ((binder.Stages & ~stages) != PolicyStages.None)
            binder.Error(binder.Location, $"'count: {countName}' cannot be judged at every stage of this rule.", $"It can be at: {stages.ToString().ToLowerInvariant()}.");
        if (count != LimitCount.Connections && atOnce is not null)
            binder.Error(binder.Location, "'at-once' is for 'count: connections'.");
        foreach (CompiledExpression key in keys)
        {
            if (!key.IsSubject) binder.Error(binder.Location, $"'{key.Source}' cannot name a counter.", "A key is a text, a number or an address.");
        }

        if (binder.HasErrors) return null;
        return new LimitRule(
            binder.Id,
            ReadsSize(keys, only) ? binder.Stages | PolicyStages.Message : binder.Stages,
            new LimitOptions(
                count,
                [.. keys.Select(key => new LimitKey(key, $"{binder.Id}/{key.Source}"))],
                windows.Length == 0 ? null : new CounterLimit(windows, isDistinct: count == LimitCount.DistinctRecipients),
                atOnce is null ? null : new CounterLimit([], atOnce),
                string.Equals(charge, "attempted", StringComparison.Ordinal),
                only),
            binder.Reply);
    }

    private static bool ReadsSize(ImmutableArray<CompiledExpression> keys, CompiledExpression? only) =>
        keys.Any(static key => key.Facts.Contains(LimitFacts.Size)) || (only?.Facts.Contains(LimitFacts.Size) ?? false);
}
