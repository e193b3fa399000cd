using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Virus;

/// <summary>Refuses a message in which the scanner finds a virus (check 13).</summary>
internal sealed class VirusRule(RuleId id, PolicyStages stages, RuleReply reply) : IPolicyRule, IObservedRule, IMessageRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet("message.size", out Fact? fact) ? [fact] : [];

    public MessageNeeds Needs => MessageNeeds.Virus | reply.Needs;

    public async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        LookupResult<string> result = await context.ScanForVirusesAsync(cancellationToken).ConfigureAwait(false);
        return result.State switch
        {
            LookupState.Found => reply.Refuse(context, $"the virus {MessageText.Quote(result.Value ?? "")} was found"),
            LookupState.Absent => Verdict.Accept,
            _ => Verdict.Unavailable($"the message could not be scanned for viruses: {result.Reason}"),
        };
    }
}
