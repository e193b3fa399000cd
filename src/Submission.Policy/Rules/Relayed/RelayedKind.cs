using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Relayed;

internal sealed class RelayedKind() : RuleKind(new RuleKindDescription(
    "relayed",
    "Refuses a message that came through another mail server: a Received field of its own header was added by a host that is not trusted, with a protocol of the SMTP family.",
    [
        new("trusted", RuleKindWordType.Expression, false, "The hosts that are trusted besides those of the host's configuration: a list of names; .example.com stands for every host below example.com. None by default."),
    ]))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        CompiledExpression? trusted = binder.Expression("trusted", required: false, ExpressionType.StringList);
        MessageStage.Require(binder);
        if (trusted is not null && trusted.TryEvaluateConstant(out ImmutableArray<string> hosts)) CheckHosts(binder, hosts);
        return binder.HasErrors ? null : new RelayedRule(binder.Id, binder.Stages, trusted, binder.Reply);
    }

    // An entry that no host can equal would trust nobody, and nobody would notice.
    private static void CheckHosts(RuleBinder binder, ImmutableArray<string> hosts)
    {
        SpecLocation location = ((SpecMapping)binder.Value).TryGet("trusted", out SpecEntry? entry) ? entry.Value.Location : binder.Location;
        foreach (string host in hosts)
        {
            string mended = host.Trim().TrimStart('*').TrimEnd('.');
            if (mended.Length > 0 && string.Equals(host, mended, StringComparison.Ordinal) && !host.Any(static c => char.IsWhiteSpace(c) || c is '*' or '@' or '/')) continue;
            bool isMended = mended.Length > 0 && !string.Equals(host, mended, StringComparison.Ordinal);
            binder.Error(location, $"'{host}' is no host.", isMended ? $"Write '{mended}'." : "Write a name such as mail.example.com, or .example.com for every host below it.");
        }
    }
}
