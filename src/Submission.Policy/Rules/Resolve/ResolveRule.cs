using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Resolve;

/// <summary>Refuses where a domain is proven to take no mail (checks 5 and 5a).</summary>
internal sealed class ResolveRule(RuleId id, PolicyStages stages, CompiledExpression domain, MailRecordTypes types, RuleReply reply)
    : IPrefetchingRule, IObservedRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts => domain.Facts;

    public void Prefetch(PolicyContext context, CancellationToken cancellationToken)
    {
        if (!TryGetDomain(context, out DomainName? name, out _) || name is null) return;
        context.Lookups.StartMailDomain(name, types, cancellationToken);
    }

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (!TryGetDomain(context, out DomainName? name, out string text)) return new(Verdict.Unavailable($"cannot evaluate: {domain.Source}"));
        if (name is null) return new(reply.Refuse(context, text.Length == 0 ? "no domain" : "not a domain name"));
        ValueTask<LookupResult<MailDomain>> answer = context.Lookups.MailDomainAsync(name, types, cancellationToken);
        return answer.IsCompletedSuccessfully ? new(Judge(context, answer.Result)) : AwaitAsync(context, answer);
    }

    private async ValueTask<Verdict> AwaitAsync(PolicyContext context, ValueTask<LookupResult<MailDomain>> answer) =>
        Judge(context, await answer.ConfigureAwait(false));

    private Verdict Judge(PolicyContext context, in LookupResult<MailDomain> result) => result.State switch
    {
        LookupState.Found => Verdict.Accept,
        LookupState.Absent => reply.Refuse(context, result.Reason),
        _ => Verdict.Unavailable(result.Reason ?? "the domain could not be looked up"),
    };

    // The domains of the envelope were parsed by the host; parsing the text again would only cost.
    private bool TryGetDomain(PolicyContext context, out DomainName? name, out string text)
    {
        name = null;
        text = "";
        if (!domain.TryEvaluateString(context, out string? value)) return false;
        text = value;
        if (context.Recipient?.Domain is { } recipient && ReferenceEquals(recipient.Value, text)) name = recipient;
        else if (context.Sender?.Domain is { } sender && ReferenceEquals(sender.Value, text)) name = sender;
        else _ = DomainName.TryParse(text, out name);
        return true;
    }
}
