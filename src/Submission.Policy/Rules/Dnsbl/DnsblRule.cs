using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Dnsbl;

/// <summary>Refuses a client whose address a DNS block list holds (check 15).</summary>
internal sealed class DnsblRule(RuleId id, PolicyStages stages, DomainName zone, ImmutableArray<IPAddress> listed, RuleReply reply)
    : IPrefetchingRule, IObservedRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public DomainName Zone { get; } = zone;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet("client.ip", out Fact? fact) ? [fact] : [];

    public void Prefetch(PolicyContext context, CancellationToken cancellationToken) =>
        context.Lookups.StartBlocklist(Zone, context.Client.Address, cancellationToken);

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer = context.Lookups.BlocklistAsync(Zone, context.Client.Address, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(Judge(context, answer.Result)) : AwaitAsync(context, answer);
    }

    private async ValueTask<Verdict> AwaitAsync(PolicyContext context, ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer) =>
        Judge(context, await answer.ConfigureAwait(false));

    private Verdict Judge(PolicyContext context, in LookupResult<ImmutableArray<IPAddress>> result)
    {
        if (result.IsAbsent) return Verdict.Accept;
        if (!result.IsFound) return Verdict.Unavailable(result.Reason ?? "the block list does not answer");
        foreach (IPAddress answer in result.Value)
        {
            if (listed.IsEmpty || listed.Contains(answer)) return reply.Refuse(context, $"listed with {answer}");
        }

        return Verdict.Accept;
    }
}
