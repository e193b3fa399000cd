using Submission.Policy.Composition;

namespace Submission.Policy;

/// <summary>Puts a policy together in C#, without YAML. Not thread-safe.</summary>
/// <param name="name">The name of the policy.</param>
public sealed class PolicyBuilder(string name)
{
    private readonly SubmissionPolicyOptions _options = new() { Name = name ?? throw new ArgumentNullException(nameof(name)) };

    /// <summary>Adds a rule; at each stage the rules are asked in the order in which they were added.</summary>
    public PolicyBuilder Add(IPolicyRule rule)
    {
        _options.AddRule(rule);
        return this;
    }

    /// <summary>Adds a rule that refuses where a predicate is true; see <see cref="PolicyRule.RefuseIf"/>.</summary>
    public PolicyBuilder RefuseIf(string id, PolicyStages stages, Func<PolicyContext, bool> predicate, string reply) =>
        Add(PolicyRule.RefuseIf(id, stages, predicate, reply));

    /// <summary>Adds a limit; see <see cref="LimitBuilder"/>.</summary>
    /// <param name="id">The id, in kebab case.</param>
    /// <param name="stages">The stages at which it is asked.</param>
    /// <param name="limit">Says what is counted, whose counters, and how much.</param>
    /// <param name="reply">The reply, for example <c>550 5.1.0 {id} policy violation</c>.</param>
    public PolicyBuilder Limit(string id, PolicyStages stages, Action<LimitBuilder> limit, string reply) => Add(PolicyRule.Limit(id, stages, limit, reply));

    /// <summary>Sets up ports: look-ups, counters, the clock, decision sinks.</summary>
    public PolicyBuilder With(Action<PolicyPorts> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_options);
        return this;
    }

    /// <summary>Makes an engine with the policy in force.</summary>
    /// <exception cref="PolicyException">The policy is wrong.</exception>
    public PolicyEngine Build() => new(_options);
}
