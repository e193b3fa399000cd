namespace Submission.Gateway.Routing;

/// <summary>Sends all mail to one server. Thread-safe.</summary>
internal sealed class SmartHostRouteResolver(RouteTarget host, string name, SmartHostCredentials? credentials, ConfiguredRoutes routes, Func<DeliveryPolicy> policy) : IRouteResolver
{
    /// <inheritdoc/>
    public async ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RouteResult result = await routes.ResolveAsync([host], policy().Default with { Name = name }, cancellationToken).ConfigureAwait(false);
        return result.IsFound && credentials is not null ? RouteResult.Found(result.Route with { Credentials = credentials }) : result;
    }
}
