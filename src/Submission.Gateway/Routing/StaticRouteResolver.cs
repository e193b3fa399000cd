namespace Submission.Gateway.Routing;

/// <summary>Sends the mail of domains that have a route in the delivery policy there, and that of others the usual way. Thread-safe.</summary>
internal sealed class StaticRouteResolver(Func<DeliveryPolicy> policy, ConfiguredRoutes routes, IRouteResolver usual) : IRouteResolver
{
    /// <inheritdoc/>
    public ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return policy().TryGetRoute(destination, out DomainRule? rule) ? routes.ResolveAsync(rule.Route, rule.Lane, cancellationToken) : usual.ResolveAsync(destination, cancellationToken);
    }
}
