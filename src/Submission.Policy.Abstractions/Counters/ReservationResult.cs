namespace Submission.Policy.Counters;

/// <summary>The result of an attempt to reserve. Immutable.</summary>
public readonly record struct ReservationResult
{
    /// <summary>How the attempt ended.</summary>
    public ReservationState State { get; init; }

    /// <summary>The reservation that now holds the charges; as it was before unless <see cref="ReservationState.Reserved"/>.</summary>
    public CounterReservation Reservation { get; init; }

    /// <summary>The index of the first charge that would exceed its limit, where refused.</summary>
    public int RefusedCharge { get; init; }

    /// <summary>The window that would be exceeded, where refused; the default where it is the limit at once.</summary>
    public CounterWindow Window { get; init; }

    /// <summary>What that window holds already, reservations included, where refused.</summary>
    public long Used { get; init; }

    /// <summary>When the same charge could succeed at the earliest, by what has been committed so far, where refused; otherwise the default.</summary>
    public DateTimeOffset OpensAt { get; init; }

    /// <summary>What went wrong, where unavailable.</summary>
    public string? Reason { get; init; }
}
