namespace Submission.Policy.Counters;

/// <summary>How an attempt to reserve ended.</summary>
public enum ReservationState
{
    /// <summary>The store did not answer; nothing is known to be reserved.</summary>
    Unavailable,

    /// <summary>All charges are reserved.</summary>
    Reserved,

    /// <summary>A charge would exceed its limit; none of the charges of this call is reserved, what was reserved before stays.</summary>
    Refused,

    /// <summary>The reservation to be added to had expired; nothing is reserved any more.</summary>
    Expired,
}
