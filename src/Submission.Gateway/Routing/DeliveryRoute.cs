using System.Collections.Immutable;
using System.Net;

namespace Submission.Gateway.Routing;

/// <summary>The servers that take mail for a domain, in the order in which they are tried. Immutable and thread-safe.</summary>
/// <param name="Hosts">At least one.</param>
/// <param name="Lane">
/// What shares one set of limits: the domain, the name of a provider to which many domains belong, or the smart host. Mail of one lane for one message may go in one transaction.
/// </param>
public sealed record DeliveryRoute(ImmutableArray<RouteHost> Hosts, DeliveryLane Lane)
{
    /// <summary>The login for the server; <see langword="null"/> (the default) where none is used.</summary>
    public SmartHostCredentials? Credentials { get; init; }
}

/// <summary>One server of a route. Immutable and thread-safe.</summary>
/// <param name="Name">Its name, by which it is asked for in TLS; an address literal where it has none.</param>
/// <param name="Preference">Its preference, lower is better.</param>
/// <param name="EndPoints">Its addresses in the order in which they are tried, at least one.</param>
public sealed record RouteHost(string Name, int Preference, ImmutableArray<IPEndPoint> EndPoints)
{
    /// <summary>Whether the operator named it, so that what the recipients' domain publishes of its own servers does not bear on it. Default <see langword="false"/>.</summary>
    public bool IsNamedByOperator { get; init; }
}
