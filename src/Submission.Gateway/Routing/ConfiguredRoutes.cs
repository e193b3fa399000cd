using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Finds the servers that the operator named, in the order in which they are written. Whatever is wrong with them defers the mail. Thread-safe.</summary>
internal sealed class ConfiguredRoutes(IMailDomainResolver domains, RouteAddresses addresses, OwnServer own, int port)
{
    public async ValueTask<RouteResult> ResolveAsync(ImmutableArray<RouteTarget> targets, DeliveryLane lane, CancellationToken cancellationToken)
    {
        ImmutableArray<RouteHost>.Builder hosts = ImmutableArray.CreateBuilder<RouteHost>(targets.Length);
        HashSet<IPEndPoint> seen = [];
        RouteResult? problem = null;
        for (int i = 0; i < targets.Length; i++)
        {
            RouteTarget target = targets[i];
            ImmutableArray<IPAddress> found = target.Addresses;
            if (target.Domain is not null)
            {
                LookupResult<MailDomain> result = await domains.ResolveAsync(target.Domain, MailRecordTypes.A | MailRecordTypes.Aaaa, cancellationToken).ConfigureAwait(false);
                if (!result.IsFound)
                {
                    problem = Problem(target, result);
                    continue;
                }

                // Without MX the domain itself is the one host.
                found = result.Value.Exchangers[0].Addresses;
            }

            int targetPort = target.Port ?? port;
            if (own.IsAt(found, targetPort))
            {
                problem = RouteStatus.ConfiguredLoop;
                continue;
            }

            ImmutableArray<IPEndPoint> endPoints = addresses.Order(found.AsSpan(), targetPort, isTrusted: true, seen);
            if (!endPoints.IsEmpty) hosts.Add(new RouteHost(target.Name, i, endPoints) { IsNamedByOperator = true });
        }

        if (hosts.Count > 0) return RouteResult.Found(new DeliveryRoute(hosts.DrainToImmutable(), lane));
        return problem ?? RouteStatus.ConfiguredAbsence(targets[0].Name, "no usable address");
    }

    private static RouteResult Problem(RouteTarget target, LookupResult<MailDomain> result) => result.IsAbsent
        ? RouteStatus.ConfiguredAbsence(target.Name, result.Reason ?? "no address")
        : RouteStatus.ConfiguredDoubt(target.Name, result.Reason ?? "no answer");
}
