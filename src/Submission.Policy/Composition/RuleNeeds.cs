using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Rules;

namespace Submission.Policy.Composition;

/// <summary>Finds what a rule needs to know of the message: by its facts, its conditions, its replies, and those of the rules within it.</summary>
internal static class RuleNeeds
{
    public static MessageNeeds Of(IPolicyRule rule)
    {
        MessageNeeds needs = MessageNeeds.None;
        if (rule is IObservedRule observed) needs |= observed.Facts.Needs();
        if (rule is IMessageRule message) needs |= message.Needs;
        if (rule is JoinedRules joined)
        {
            foreach (IPolicyRule inner in joined.Rules) needs |= Of(inner);
        }

        if (rule is DecoratedRule decorated) needs |= Of(decorated.Inner) | Of(decorated.Decoration.Conditions) | Of(decorated.Decoration.OnError);
        return needs;
    }

    public static MessageNeeds Of(ImmutableArray<RuleCondition> conditions)
    {
        MessageNeeds needs = MessageNeeds.None;
        foreach (RuleCondition condition in conditions) needs |= condition.Needs;
        return needs;
    }

    public static MessageNeeds Of(ErrorAction? onError) => onError?.Reply?.Needs ?? MessageNeeds.None;
}
