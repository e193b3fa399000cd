using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Compilation;
using Submission.Policy.Counters;
using Submission.Policy.Delivery;
using Submission.Policy.Engine;
using Submission.Policy.Kinds;
using Submission.Policy.Rules.Dnsbl;
using Submission.Policy.Specification;

namespace Submission.Policy;

/// <summary>
/// Holds the policy that is in force and opens sessions that are judged by it. Thread-safe: one engine serves all connections of a process.
/// </summary>
public sealed class PolicyEngine : IDeliveryFeedback
{
    private readonly SubmissionPolicyOptions _options;
    private readonly ImmutableArray<IPolicyRule> _additionalRules;
    private readonly ICounterStore _counters;
    private readonly NodeShare _share;
    private readonly EngineLog _log;
    private readonly DecisionPublisher _publisher;
    private volatile CompiledPolicy _policy;

    /// <summary>Compiles the policy and puts it into force.</summary>
    /// <param name="options">The policy's source, rules and ports; not to be changed afterwards.</param>
    /// <param name="loggerFactory">Where the engine logs to; nowhere by default.</param>
    /// <exception cref="PolicyException">The policy is wrong, or needs a port that is not set up; all errors are told.</exception>
    public PolicyEngine(SubmissionPolicyOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _additionalRules = [.. options.Rules];
        _counters = options.Counters ?? new InMemoryCounterStore(options.TimeProvider);
        _share = new NodeShare(_counters, Math.Max(1, options.Nodes ?? 1), options.TimeProvider);
        _log = new EngineLog((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Submission.Policy"));
        _publisher = new DecisionPublisher([.. options.DecisionSinks], options.TimeProvider);
        _policy = Compile(out ImmutableArray<SpecError> errors) ?? throw new PolicyException(errors);
        Usage = new PolicyUsage(() => _policy, _counters);
        LogPolicyInForce();
    }

    /// <summary>The name of the policy in force.</summary>
    public string PolicyName => _policy.Name;

    /// <summary>The rules in force, in their order, with the stages at which they are asked; what the host cannot see is not among them.</summary>
    public ImmutableArray<RuleSummary> Rules =>
        [.. _policy.Rules.Select(static rule => new RuleSummary(rule.Id, rule.Kind, rule.About, rule.Stages, rule.Mode))];

    /// <summary>
    /// What of the policy in force is not asked, because the host cannot see what it judges (<see cref="SubmissionPolicyOptions.View"/>), in the order of the policy; none where it sees
    /// everything. Rules that were left out on purpose are not told.
    /// </summary>
    public ImmutableArray<UnseenRule> Unseen => _policy.Unseen;

    /// <summary>The DNS block lists that rules of the policy in force ask; a host tests them when it starts. A zone may contain a key.</summary>
    public ImmutableArray<BlocklistUse> Blocklists =>
        [.. _policy.Rules.Where(static rule => rule.Rule is DnsblRule).Select(static rule => new BlocklistUse(rule.Id, ((DnsblRule)rule.Rule).Zone))];

    /// <summary>What the policy has counted of somebody, and whom it blocks.</summary>
    public PolicyUsage Usage { get; }

    /// <summary>Opens a session for a connection. It keeps the policy that is in force now until it ends.</summary>
    /// <param name="client">What is known of the client.</param>
    public PolicySession OpenSession(ClientFacts client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new PolicySession(_policy, client, _options, _counters, _share, _log, _publisher);
    }

    /// <summary>
    /// Opens a session that leaves no trace in the counters, for a question that is not a message: what it reserves, commits or records is given back where it is disposed, and it blocks
    /// nobody. Its verdicts are those that the same facts would get in <see cref="OpenSession"/>; decision sinks hear of them.
    /// </summary>
    /// <param name="client">What is known of the client.</param>
    public PolicySession OpenTrial(ClientFacts client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new PolicySession(_policy, client, _options, new TrialCounterStore(_counters), _share, _log, _publisher);
    }

    /// <summary>
    /// Takes what has become of an accepted message, for the shares of the policy in force. Unknown, late and repeated reports do no harm. What the report does not know (the
    /// client, the account) touches no share that asks for it.
    /// </summary>
    /// <param name="report">What has happened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ShareFeedback.ReportAsync(_policy, _options, _counters, report, cancellationToken);
    }

    /// <summary>Reads and compiles the policy anew and puts it into force; sessions under way end by the old one. A wrong policy leaves the old one in force.</summary>
    /// <returns>The errors; none where the new policy is in force.</returns>
    public ImmutableArray<SpecError> Reload()
    {
        CompiledPolicy? policy = Compile(out ImmutableArray<SpecError> errors);
        if (policy is null)
        {
            _log.PolicyRejected(_options.Source?.Source ?? "C#", errors.Length, errors[0].ToString());
            return errors;
        }

        _policy = policy;
        LogPolicyInForce();
        return [];
    }

    /// <summary>Finds everything that is wrong with a policy and puts nothing into force.</summary>
    /// <param name="source">The policy.</param>
    /// <param name="kinds">The rule kinds that it may use; the built-in ones by default.</param>
    /// <returns>The errors in the order of the files; none where the policy is right.</returns>
    public static ImmutableArray<SpecError> Validate(IPolicySpecProvider source, RuleKindCatalog? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        PolicySpecResult read = source.Read();
        var errors = new List<SpecError>(read.Errors);
        if (read.Spec is not null) PolicyCompiler.Compile(read.Spec, kinds ?? new RuleKindCatalog([]), [], HostView.Everything, errors);
        return Sort(errors);
    }

    private CompiledPolicy? Compile(out ImmutableArray<SpecError> errors)
    {
        PolicySpecResult read = _options.Source?.Read() ?? new PolicySpecResult(new PolicySpec(_options.Name, "", [], []), []);
        var found = new List<SpecError>(read.Errors);
        var location = new SpecLocation(_options.Source?.Source ?? _options.Name, 1, 1);
        CompiledPolicy? policy = null;
        if (read.Spec is not null)
        {
            PolicySpec spec = LeftOutRules.Remove(read.Spec, _options.WithoutRules, location, found);
            policy = PolicyCompiler.Compile(spec, new RuleKindCatalog(_options.RuleKinds), _additionalRules, _options.View, found);
            PortCheck.Run(policy, _options, location, found);
        }
        else if (found.Count == 0)
        {
            found.Add(new SpecError(location, "There is no policy."));
        }

        errors = Sort(found);
        return errors.IsEmpty ? policy : null;
    }

    private void LogPolicyInForce() => _log.PolicyInForce(
        _policy.Name, _policy.Rules.Length, _options.WithoutRules.Count == 0 ? "" : ", without " + string.Join(", ", _options.WithoutRules.Order(StringComparer.Ordinal)));

    private static ImmutableArray<SpecError> Sort(IEnumerable<SpecError> errors) =>
        [.. errors.OrderBy(static error => error.Location.File, StringComparer.Ordinal).ThenBy(static error => error.Location.Line).ThenBy(static error => error.Location.Column)];
}
