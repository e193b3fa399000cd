namespace Submission.Gateway.Routing;

/// <summary>The results of looking for a route where there is none, with their status by RFC 3463.</summary>
internal static class RouteStatus
{
    /// <summary>RFC 7505, section 4.2.</summary>
    public static RouteResult NullMx { get; } = RouteResult.Failed(new EnhancedStatus(5, 1, 10), "domain takes no mail (null MX, RFC 7505)");

    public static RouteResult NoSuchDomain { get; } = RouteResult.Failed(new EnhancedStatus(5, 1, 2), "domain does not exist (NXDOMAIN)");

    /// <summary>X.1.2, not X.4.4: what is right of the @ is "incapable of accepting mail" (RFC 3463, section 3.2); no directory failed to tell the way.</summary>
    public static RouteResult NoRecords { get; } = RouteResult.Failed(new EnhancedStatus(5, 1, 2), "domain has neither mail server nor address");

    public static RouteResult NoDomainName { get; } = RouteResult.Failed(new EnhancedStatus(5, 1, 2), "no domain name or address");

    public static RouteResult NoExchanger { get; } = RouteResult.Failed(new EnhancedStatus(5, 4, 4), "no mail server of the domain has a usable address");

    public static RouteResult Loop { get; } = RouteResult.Failed(new EnhancedStatus(5, 4, 6), "mail loops back to this server");

    /// <summary>A mistake in what the operator wrote must not cost mail.</summary>
    public static RouteResult ConfiguredLoop { get; } = RouteResult.Deferred(new EnhancedStatus(4, 4, 6), "the configured route leads back to this server");

    public static RouteResult Doubt(string reason) => RouteResult.Deferred(new EnhancedStatus(4, 4, 3), "domain cannot be looked up: " + reason);

    public static RouteResult ConfiguredAbsence(string host, string reason) => RouteResult.Deferred(new EnhancedStatus(4, 4, 4), $"{host} of the configured route is not found: {reason}");

    public static RouteResult ConfiguredDoubt(string host, string reason) => RouteResult.Deferred(new EnhancedStatus(4, 4, 3), $"{host} of the configured route cannot be looked up: {reason}");
}
