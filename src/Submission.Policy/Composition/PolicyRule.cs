using System.Collections.Immutable;
using Submission.Policy.Composition;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy;

/// <summary>Makes rules in C# without YAML.</summary>
public static class PolicyRule
{
    /// <summary>Makes a rule that refuses where a predicate is true.</summary>
    /// <param name="id">The id, in kebab case.</param>
    /// <param name="stages">The stages at which it is asked.</param>
    /// <param name="predicate">Whether there is something against it.</param>
    /// <param name="reply">The reply, for example <c>550 5.1.0 {id} policy violation</c>; the fields are those of YAML.</param>
    /// <exception cref="PolicyException">The reply is wrong, or reads a fact that is not known at the stages.</exception>
    public static IPolicyRule RefuseIf(string id, PolicyStages stages, Func<PolicyContext, bool> predicate, string reply)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new PredicateRule(new RuleId(id), stages, predicate, Kinds.RuleReply.Parse(id, reply, stages));
    }

    /// <summary>Makes a limit.</summary>
    /// <param name="id">The id, in kebab case.</param>
    /// <param name="stages">The stages at which it is asked.</param>
    /// <param name="configure">Says what is counted, whose counters, and how much.</param>
    /// <param name="reply">The reply, for example <c>550 5.1.0 {id} policy violation</c>; the fields are those of YAML.</param>
    /// <exception cref="PolicyException">The limit or the reply is wrong.</exception>
    public static IPolicyRule Limit(string id, PolicyStages stages, Action<LimitBuilder> configure, string reply)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new LimitBuilder(id, stages);
        configure(builder);
        return new LimitRule(new RuleId(id), stages, builder.Build(), Kinds.RuleReply.Parse(id, reply, stages));
    }

    /// <summary>Makes a rule from a function.</summary>
    /// <param name="id">The id, in kebab case.</param>
    /// <param name="stages">The stages at which it is asked.</param>
    /// <param name="evaluate">Judges; see <see cref="IPolicyRule.EvaluateAsync"/>.</param>
    public static IPolicyRule Create(string id, PolicyStages stages, Func<PolicyContext, CancellationToken, ValueTask<Verdict>> evaluate)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        return new DelegateRule(new RuleId(id), stages, evaluate);
    }

    /// <summary>Joins rules into one: asked in order, the first that objects answers.</summary>
    /// <remarks>
    /// A limit within it is reserved when its turn comes, not together with the other limits of the stage; where another rule then refuses the recipient, it stays
    /// reserved until the transaction ends.
    /// </remarks>
    /// <exception cref="PolicyException">One of the rules counts failed authentications, which cannot stand within another rule.</exception>
    public static IPolicyRule FirstOf(string id, params ImmutableArray<IPolicyRule> rules) => new FirstOfRule(new RuleId(id), rules);

    /// <summary>Joins rules into one that objects only where all of them object; it is asked at the stages that all have in common.</summary>
    /// <remarks>
    /// A limit within it is reserved when its turn comes, not together with the other limits of the stage; where another rule then refuses the recipient, it stays
    /// reserved until the transaction ends.
    /// </remarks>
    /// <exception cref="PolicyException">One of the rules counts failed authentications, which cannot stand within another rule.</exception>
    public static IPolicyRule AllOf(string id, params ImmutableArray<IPolicyRule> rules) => new AllOfRule(new RuleId(id), rules);
}
