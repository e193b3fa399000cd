namespace Submission.Policy.Counters;

/// <summary>
/// A token for charges that are reserved and neither committed nor released. Its meaning is the store's own. Immutable; making one allocates nothing.
/// </summary>
/// <param name="Handle">The store's own object; <see langword="null"/> where nothing is reserved.</param>
/// <param name="Version">Tells a token of the past from the present use of a pooled handle.</param>
public readonly record struct CounterReservation(object? Handle, long Version)
{
    /// <summary>Whether nothing is reserved.</summary>
    public bool IsNone => Handle is null;
}
