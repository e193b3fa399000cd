using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>
/// Sends mail to the servers that a domain names by MX, or to its own address where it names none (RFC 5321, section 5.1; RFC 7505), and mail for an address literal to that
/// address. It remembers nothing: the look-up does. Thread-safe.
/// </summary>
internal sealed class MxRouteResolver(IMailDomainResolver domains, HostOrder order, RouteAddresses addresses, OwnServer own, int port, Func<DeliveryPolicy> policy) : IRouteResolver
{
    /// <inheritdoc/>
    public ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (destination.StartsWith('[')) return new(AtLiteral(destination));
        if (!DomainName.TryParse(destination, out DomainName? domain)) return new(RouteStatus.NoDomainName);
        ValueTask<LookupResult<MailDomain>> lookup = domains.ResolveAsync(domain, MailRecordTypes.All, cancellationToken);
        return lookup.IsCompletedSuccessfully ? new(AtDomain(destination, lookup.Result)) : WaitAsync(destination, lookup);
    }

    private async ValueTask<RouteResult> WaitAsync(string destination, ValueTask<LookupResult<MailDomain>> lookup) =>
        AtDomain(destination, await lookup.ConfigureAwait(false));

    private RouteResult AtDomain(string destination, LookupResult<MailDomain> result)
    {
        if (result.IsUnavailable) return RouteStatus.Doubt(result.Reason ?? "no answer");
        if (!result.IsFound)
        {
            return result.Reason switch
            {
                MailDomainAbsence.NullMx => RouteStatus.NullMx,
                MailDomainAbsence.NoSuchDomain => RouteStatus.NoSuchDomain,
                MailDomainAbsence.NoRecords => RouteStatus.NoRecords,
                _ => RouteStatus.NoExchanger,
            };
        }

        ImmutableArray<RouteHost> hosts = order.Order(result.Value.Exchangers, out bool isLoop);
        if (!hosts.IsEmpty) return RouteResult.Found(new DeliveryRoute(hosts, policy().LaneOf(destination, hosts)));
        // Where a better host may only be out of sight, there is no loop yet.
        if (result.Value.Doubt is { } doubt) return RouteStatus.Doubt(doubt);
        return isLoop ? RouteStatus.Loop : RouteStatus.NoExchanger;
    }

    private RouteResult AtLiteral(string destination)
    {
        if (AddressLiteral.Read(destination) is not { } address) return RouteStatus.NoDomainName;
        if (own.IsAt(address, port)) return RouteStatus.Loop;
        if (!addresses.IsAllowed(address)) return RouteStatus.NoExchanger;
        ImmutableArray<RouteHost> hosts = [new RouteHost(destination, 0, [new IPEndPoint(address, port)])];
        return RouteResult.Found(new DeliveryRoute(hosts, policy().LaneOf(destination, hosts)));
    }
}
