using System.Collections.Frozen;
using Submission.Policy.Composition;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy;

/// <summary>Lays exemptions, a mode and the meaning of an error around a rule. Each returns a new rule; the old one stays as it was.</summary>
public static class RuleExtensions
{
    /// <summary>Asks the rule only where the predicate is true.</summary>
    public static IPolicyRule When(this IPolicyRule rule, Func<PolicyContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(predicate);
        return With(rule, new PredicateCondition(predicate, isExemption: false));
    }

    /// <summary>Asks the rule only where the expression is true; the language is that of <c>when</c> in YAML.</summary>
    /// <exception cref="PolicyException">The expression is wrong, or reads a fact that is not known at the rule's stages.</exception>
    public static IPolicyRule When(this IPolicyRule rule, string expression)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return With(rule, new ExpressionCondition(Compile(rule, expression), isExemption: false));
    }

    /// <summary>Does not ask the rule where the predicate is true.</summary>
    public static IPolicyRule Unless(this IPolicyRule rule, Func<PolicyContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(predicate);
        return With(rule, new PredicateCondition(predicate, isExemption: true));
    }

    /// <summary>Does not ask the rule where the expression is true; the language is that of <c>unless</c> in YAML.</summary>
    /// <exception cref="PolicyException">The expression is wrong, or reads a fact that is not known at the rule's stages.</exception>
    public static IPolicyRule Unless(this IPolicyRule rule, string expression)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return With(rule, new ExpressionCondition(Compile(rule, expression), isExemption: true));
    }

    /// <summary>Records what the rule would decide and enforces nothing.</summary>
    public static IPolicyRule Shadow(this IPolicyRule rule) => rule.InMode(RuleMode.Shadow);

    /// <summary>Sets whether the rule is enforced.</summary>
    public static IPolicyRule InMode(this IPolicyRule rule, RuleMode mode)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new DecoratedRule(rule, Decoration.None with { Mode = mode });
    }

    /// <summary>Says what an unavailable look-up or store means for the rule; by default it defers.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="action"><see cref="VerdictKind.Accept"/>, <see cref="VerdictKind.Defer"/>, <see cref="VerdictKind.Refuse"/> or <see cref="VerdictKind.Close"/>.</param>
    /// <param name="reply">The reply; required unless the action is to accept, or to defer with the standard reply.</param>
    /// <exception cref="ArgumentException">The action is none of these, or needs a reply.</exception>
    public static IPolicyRule OnError(this IPolicyRule rule, VerdictKind action, SmtpReply? reply = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ErrorAction onError = action switch
        {
            VerdictKind.Accept => ErrorAction.Accept,
            VerdictKind.Defer => ErrorAction.With(VerdictKind.Defer, reply),
            VerdictKind.Refuse or VerdictKind.Close when reply is not null => ErrorAction.With(action, reply),
            _ => throw new ArgumentException($"The action {action} is not possible here, or needs a reply.", nameof(action)),
        };
        return new DecoratedRule(rule, Decoration.None with { OnError = onError });
    }

    /// <summary>
    /// Has the limit counted in memory while the store does not answer, by this node's part of it: the limit divided by <see cref="SubmissionPolicyOptions.Nodes"/>, so that all nodes together admit at most
    /// the limit. <c>on-error: share</c> in YAML.
    /// </summary>
    /// <exception cref="ArgumentException">The rule is not a limit or budget of what is accepted.</exception>
    public static IPolicyRule ShareOnError(this IPolicyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!ErrorAction.IsShareable(rule)) throw new ArgumentException("Only limits and budgets of what is accepted can be shared among nodes.", nameof(rule));
        return new DecoratedRule(rule, Decoration.None with { OnError = ErrorAction.Share });
    }

    private static DecoratedRule With(IPolicyRule rule, RuleCondition condition) => new(rule, Decoration.None with { Conditions = [condition] });

    private static CompiledExpression Compile(IPolicyRule rule, string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var errors = new List<SpecError>();
        var source = new SpecScalar(new SpecLocation(rule.Id.Value, 1, 1), expression);
        CompiledExpression? compiled = ExpressionCompiler.Compile(source, new ExpressionScope(rule.Stages, FrozenDictionary<string, PolicyList>.Empty), ExpressionType.Bool, errors);
        return compiled is null || errors.Count > 0 ? throw new PolicyException(errors) : compiled;
    }
}
