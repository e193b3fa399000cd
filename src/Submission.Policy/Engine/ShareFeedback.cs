using System.Net;
using Submission.Policy.Composition;
using Submission.Policy.Counters;
using Submission.Policy.Delivery;
using Submission.Policy.Rules.Share;

namespace Submission.Policy.Engine;

/// <summary>Tells the shares of a policy what was accepted and what has become of it. Thread-safe.</summary>
internal static class ShareFeedback
{
    private static readonly ClientFacts Unknown = new(IPAddress.None);

    /// <summary>Adds a message that was accepted to the batches of every share that applies to it.</summary>
    public static async ValueTask AddAcceptedAsync(CompiledPolicy policy, PolicyContext context, CancellationToken cancellationToken)
    {
        string? id = null;
        foreach (CompiledRule rule in policy.Shares)
        {
            if (!rule.TryApplies(context, out bool applies) || !applies) continue;
            await ((ShareRule)rule.Rule).Members.AddAcceptedAsync(context, id ??= context.Id.ToString(), context.Recipients, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands a report on to every share that applies to its message, as far as the report knows.</summary>
    public static async ValueTask ReportAsync(CompiledPolicy policy, PolicyPorts ports, ICounterStore counters, DeliveryReport report, CancellationToken cancellationToken)
    {
        if (policy.Shares.IsEmpty) return;
        ClientFacts client = report.Client ?? Unknown;
        var context = new PolicyContext(client, ports, counters)
        {
            Stage = PolicyStage.Mail,
            Now = ports.TimeProvider.GetUtcNow(),
            IsWebmail = report.Client is not null && (policy.WebmailNetworks?.ContainsAddress(client.Address) ?? false),
            Account = report.Account,
            Sender = report.Sender,
        };
        foreach (CompiledRule rule in policy.Shares)
        {
            if (!Applies(rule, context, report.Client is not null)) continue;
            await ((ShareRule)rule.Rule).Members.ReportAsync(context, report, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Applies(CompiledRule rule, PolicyContext context, bool knowsClient)
    {
        foreach (RuleCondition condition in rule.Conditions)
        {
            if (!knowsClient && condition is ExpressionCondition { Expression: var expression } && expression.Facts.Any(ReadsClient)) return false;
        }

        return rule.TryApplies(context, out bool applies) && applies;
    }

    private static bool ReadsClient(Expressions.Fact fact) => fact.Name.StartsWith("client.", StringComparison.Ordinal);
}
