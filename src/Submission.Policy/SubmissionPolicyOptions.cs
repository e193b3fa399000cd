using Submission.Policy.Kinds;

namespace Submission.Policy;

/// <summary>How a policy is put together: its source, its rules in C#, its own rule kinds, its ports. Set up once; not thread-safe.</summary>
public sealed class SubmissionPolicyOptions : PolicyPorts
{
    /// <summary>The name of a policy that is given in C# only; <c>policy</c> by default. A policy from a source brings its own.</summary>
    public string Name { get; set; } = "policy";

    /// <summary>Rules given in C#; at each stage they are asked after those of the source.</summary>
    public IList<IPolicyRule> Rules { get; } = [];

    /// <summary>
    /// The ids of rules of the source that are left out when the policy is compiled, for a site that does without: without <c>virus-detected</c> the shipped policy needs no
    /// virus scanner, without <c>spam-over-budget</c> no spam scanner. None by default. An id that the policy does not have is an error, and the log says at the start which rules are left out.
    /// </summary>
    public ISet<string> WithoutRules { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the host sees; everything by default. Rules are not asked where it does not see what they judge: <see cref="PolicyEngine.Unseen"/> names them.</summary>
    public HostView View { get; set; } = HostView.Everything;

    /// <summary>How many nodes share the counters, this one among them. A rule with <c>on-error: share</c> admits, while the store does not answer, what the limit divided by this is.</summary>
    /// <value>At least 1. By default <see langword="null"/>: one node; with a store that may be unavailable a rule with <c>on-error: share</c> then is an error.</value>
    public int? Nodes { get; set; }

    /// <summary>Rule kinds registered in C#: words for YAML authors.</summary>
    public IList<RuleKind> RuleKinds { get; } = [];

    /// <summary>Adds a rule.</summary>
    public SubmissionPolicyOptions AddRule(IPolicyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Rules.Add(rule);
        return this;
    }

    /// <summary>Adds a rule.</summary>
    /// <typeparam name="TRule">The rule; one instance serves all sessions.</typeparam>
    public SubmissionPolicyOptions AddRule<TRule>()
        where TRule : IPolicyRule, new() => AddRule(new TRule());

    /// <summary>Registers a rule kind, which is then a word in YAML.</summary>
    public SubmissionPolicyOptions AddRuleKind(RuleKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        RuleKinds.Add(kind);
        return this;
    }

    /// <summary>Registers a rule kind, which is then a word in YAML.</summary>
    /// <param name="name">The word, in kebab case.</param>
    /// <param name="build">Makes a rule of what was written; returns <see langword="null"/> where it told the binder of an error.</param>
    public SubmissionPolicyOptions AddRuleKind(string name, Func<RuleBinder, IPolicyRule?> build)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(build);
        return AddRuleKind(new DelegateRuleKind(name, build));
    }
}
