using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Spam;

/// <summary>Refuses what the scanner takes for spam, or what has a higher score than a policy wants.</summary>
internal sealed class SpamRule(RuleId id, PolicyStages stages, CompiledExpression? above, RuleReply reply) : IPolicyRule, IObservedRule, IMessageRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet(above is null ? "spam.verdict" : "spam.score", out Fact? fact) ? [fact, .. above?.Facts ?? []] : [];

    public MessageNeeds Needs => MessageNeeds.Spam | reply.Needs;

    public async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        LookupResult<SpamScan> result = await context.ScanForSpamAsync(cancellationToken).ConfigureAwait(false);
        if (!result.IsFound) return Verdict.Unavailable($"the message could not be scanned for spam: {result.Reason}");
        SpamScan scan = result.Value;
        if (above is null) return scan.IsSpam ? reply.Refuse(context, $"spam, with a score of {ValueText.Of(scan.Score)}") : Verdict.Accept;
        if (!above.TryEvaluateNumber(context, out double most, out string? error)) return Verdict.Unavailable(error);
        return scan.Score > most ? reply.Refuse(context, $"the score {ValueText.Of(scan.Score)} is above {ValueText.Of(most)}") : Verdict.Accept;
    }
}
