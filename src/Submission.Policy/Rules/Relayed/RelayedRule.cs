using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Relayed;

/// <summary>Refuses a message that came through a foreign mail server (check 3).</summary>
internal sealed class RelayedRule(RuleId id, PolicyStages stages, CompiledExpression? trusted, RuleReply reply) : IPolicyRule, IObservedRule, IMessageRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet("message.received", out Fact? fact) ? [fact, .. trusted?.Facts ?? []] : [];

    public MessageNeeds Needs => MessageNeeds.Structure | reply.Needs;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Message?.Structure is { } known) return new(Judge(context, known));
        return ReadAsync(context, cancellationToken);
    }

    private async ValueTask<Verdict> ReadAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        LookupResult<MessageStructure> result = await context.ReadMessageAsync(cancellationToken).ConfigureAwait(false);
        return result.IsFound ? Judge(context, result.Value) : Verdict.Unavailable($"the message could not be read: {result.Reason}");
    }

    private Verdict Judge(PolicyContext context, MessageStructure structure)
    {
        ImmutableArray<string> hosts = [];
        if (trusted is not null && !trusted.TryEvaluateStrings(context, out hosts, out string? error)) return Verdict.Unavailable(error);
        foreach (ReceivedHop hop in structure.Received)
        {
            if (!MailProtocols.Contains(hop.With) || IsTrusted(hop.By, context.TrustedRelays) || IsTrusted(hop.By, hosts)) continue;
            return reply.Refuse(context, $"relayed by {MessageText.Quote(hop.By)} with {MessageText.Quote(hop.With)}");
        }

        return Verdict.Accept;
    }

    private static bool IsTrusted(string host, IList<string> hosts)
    {
        if (host.Length == 0) return false;
        for (int i = 0; i < hosts.Count; i++)
        {
            string trusted = hosts[i];
            if (string.Equals(trusted, host, StringComparison.OrdinalIgnoreCase)) return true;
            if (trusted.StartsWith('.') && host.Length > trusted.Length && host.EndsWith(trusted, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
