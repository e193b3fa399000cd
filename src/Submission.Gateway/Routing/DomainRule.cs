using System.Collections.Immutable;

namespace Submission.Gateway.Routing;

/// <summary>What a delivery policy says of one domain. Immutable and thread-safe.</summary>
/// <param name="Lane">Its limits.</param>
/// <param name="Route">The servers instead of those of its MX; empty where it says none.</param>
internal sealed record DomainRule(DeliveryLane Lane, ImmutableArray<RouteTarget> Route);
