using System.Diagnostics.CodeAnalysis;
using Submission.Gateway.Delivery;

namespace Submission.Gateway.Routing;

/// <summary>A route, or why there is none. Immutable and thread-safe.</summary>
public sealed record RouteResult
{
    private RouteResult(DeliveryRoute? route, RecipientOutcomeKind kind, EnhancedStatus? status, string? reason)
    {
        Route = route;
        Kind = kind;
        Status = status;
        Reason = reason;
    }

    /// <summary>The route; <see langword="null"/> where there is none.</summary>
    public DeliveryRoute? Route { get; }

    /// <summary>What becomes of the recipients where there is no route: <see cref="RecipientOutcomeKind.Deferred"/> or <see cref="RecipientOutcomeKind.Failed"/>.</summary>
    public RecipientOutcomeKind Kind { get; }

    /// <summary>The status where there is no route.</summary>
    public EnhancedStatus? Status { get; }

    /// <summary>Why there is no route, for people.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a route.</summary>
    [MemberNotNullWhen(true, nameof(Route))]
    [MemberNotNullWhen(false, nameof(Status), nameof(Reason))]
    public bool IsFound => Route is not null;

    /// <summary>There is a route.</summary>
    public static RouteResult Found(DeliveryRoute route) => new(route, RecipientOutcomeKind.Delivered, null, null);

    /// <summary>It is not known whether there is one.</summary>
    public static RouteResult Deferred(EnhancedStatus status, string reason) => new(null, RecipientOutcomeKind.Deferred, status, reason);

    /// <summary>There is proven to be none.</summary>
    public static RouteResult Failed(EnhancedStatus status, string reason) => new(null, RecipientOutcomeKind.Failed, status, reason);
}
