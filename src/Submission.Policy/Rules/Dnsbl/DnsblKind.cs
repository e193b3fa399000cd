using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Dnsbl;

internal sealed class DnsblKind() : RuleKind(new RuleKindDescription(
    "dnsbl",
    "Refuses where a DNS block list holds the client's address (RFC 5782).",
    [
        new("zone", RuleKindWordType.Text, true, "The zone of the list, for example sbl.spamhaus.org."),
        new("listed", RuleKindWordType.Texts, false, "The answers that mean listed; every answer within 127.0.0.0/8 by default."),
    ]))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        DomainName? zone = binder.Domain("zone", required: true);
        ImmutableArray<IPAddress> listed = binder.Addresses("listed", required: false);
        foreach (IPAddress address in listed)
        {
            if (!IPAddress.IsLoopback(address)) binder.Error(binder.Location, $"A list answers within 127.0.0.0/8, so never with {address}.");
        }

        return zone is null || binder.HasErrors ? null : new DnsblRule(binder.Id, binder.Stages, zone, listed, binder.Reply);
    }
}
