namespace Submission.Gateway.Routing;

/// <summary>The port that tells where mail for a domain goes. Thread-safe.</summary>
public interface IRouteResolver
{
    /// <summary>Finds the servers for a domain.</summary>
    /// <param name="destination">The canonical domain, or an address literal with its brackets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RouteResult> ResolveAsync(string destination, CancellationToken cancellationToken);
}
