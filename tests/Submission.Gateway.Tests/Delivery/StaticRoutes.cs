using System.Collections.Concurrent;
using System.Net;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Routes that a test names.</summary>
internal sealed class StaticRoutes : IRouteResolver
{
    private readonly ConcurrentDictionary<string, RouteResult> _routes = new(StringComparer.Ordinal);

    public RouteResult? Default { get; set; }

    /// <summary>Whether nothing is ever answered, whatever is cancelled.</summary>
    public bool Hang { get; set; }

    public ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken) =>
        Hang ? new(new TaskCompletionSource<RouteResult>().Task) : new(_routes.TryGetValue(destination, out RouteResult? route) ? route : Default ?? RouteResult.Failed(new EnhancedStatus(5, 1, 2), "no such domain"));

    public StaticRoutes With(string destination, RouteResult route)
    {
        _routes[destination] = route;
        return this;
    }

    public StaticRoutes With(string destination, params IPEndPoint[] hosts) => With(destination, To(new DeliveryLane(destination), hosts));

    public static RouteResult To(DeliveryLane lane, params IPEndPoint[] hosts) =>
        RouteResult.Found(new DeliveryRoute([.. hosts.Select(static (endPoint, i) => new RouteHost($"mx{i}.test", i, [endPoint]))], lane));
}
