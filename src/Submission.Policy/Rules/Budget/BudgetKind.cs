using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Budget;

internal sealed class BudgetKind() : RuleKind(new RuleKindDescription(
    "budget",
    "Lets the first few messages of a sort pass within a sliding window, refuses the next, and blocks whoever sent it until the window opens again.",
    [
        new("of", RuleKindWordType.Expression, true, "Which messages use the budget up; facts of the stage message."),
        new("first", RuleKindWordType.Number, true, "How many of them pass."),
        new("within", RuleKindWordType.Duration, true, "The window."),
        new("per", RuleKindWordType.Expressions, true, "Whose budget: a list of expressions, each with a budget of its own; any that is used up blocks."),
        new("blocked", RuleKindWordType.Reply, false, "The answer at mail to whom is blocked; with stage: [mail, message] only, and required there."),
        new("block-for", RuleKindWordType.Duration, false, "How long a block lasts at most; as long as the window by default."),
    ]))
{
    private const PolicyStages Possible = PolicyStages.Mail | PolicyStages.Message;
    private const long MaximumFirst = 1_000_000;

    public override IPolicyRule? Build(RuleBinder binder)
    {
        CompiledExpression? of = binder.Expression("of", required: true, ExpressionType.Bool, binder.Scope with { Stages = PolicyStages.Message });
        long? first = binder.Number("first", required: true, 1, MaximumFirst);
        TimeSpan? within = Window(binder, "within", required: true);
        ImmutableArray<CompiledExpression> keys = binder.Expressions("per", required: true, expected: null);
        RuleReply? blocked = binder.ReplyAt("blocked", required: binder.Stages == Possible, binder.Scope with { Stages = PolicyStages.Mail });
        TimeSpan? blockFor = Window(binder, "block-for", required: false);

        if ((binder.Stages & ~Possible) != PolicyStages.None || !binder.Stages.HasFlag(PolicyStages.Message))
            binder.Error(binder.Location, "A budget is judged at message, and at mail where it blocks.", "Write stage: [mail, message], or stage: message.");
        else if (!binder.Stages.HasFlag(PolicyStages.Mail) && (blocked is not null || blockFor is not null))
            binder.Error(binder.Location, "Who is blocked is refused at mail, which is not a stage of this rule.", "Write stage: [mail, message].");
        foreach (CompiledExpression key in keys)
        {
            if (!key.IsSubject) binder.Error(binder.Location, $"'{key.Source}' cannot name a counter.", "A key is a text, a number or an address.");
        }

        if (keys.IsEmpty && !binder.HasErrors) binder.Error(binder.Location, "A budget needs a key.", "Write for example per: [client.ip, account].");
        if (binder.HasErrors || of is null || first is not { } count || within is not { } window) return null;
        var options = new BudgetOptions(
            of,
            new CounterLimit([new CounterWindow(window, count)]),
            [.. keys.Select(key => new LimitKey(key, $"{binder.Id}/{key.Source}"))],
            blockFor ?? window,
            blocked);
        return new BudgetRule(binder.Id, binder.Stages, options, binder.Reply);
    }

    private static TimeSpan? Window(RuleBinder binder, string word, bool required)
    {
        TimeSpan? window = binder.Duration(word, required);
        if (window < TimeSpan.FromSeconds(1)) binder.Error(binder.Location, $"'{word}' is shorter than a second.", "A window is a span of time from 1s to 366d.");
        return window;
    }
}
