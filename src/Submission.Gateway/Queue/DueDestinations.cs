namespace Submission.Gateway.Queue;

/// <summary>The destinations for which something is due. Immutable and thread-safe.</summary>
/// <param name="Destinations">Those that are not suspended, the one that waits longest first.</param>
/// <param name="NextIn">After how long something else becomes due, deliveries and notices alike; <see langword="null"/> where nothing does.</param>
/// <param name="HasNotices">Whether notices are due.</param>
public sealed record DueDestinations(IReadOnlyList<string> Destinations, TimeSpan? NextIn, bool HasNotices)
{
    /// <summary>Those that are suspended and for which something would be due, in no order. Default: none.</summary>
    public IReadOnlyList<string> Suspended { get; init; } = [];
}
