namespace Submission.Gateway.Queue;

/// <summary>A destination that nothing is tried at. Immutable and thread-safe.</summary>
/// <param name="Destination">The canonical domain.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">When it ends by itself; <see langword="null"/> where it does not.</param>
public sealed record DestinationSuspension(string Destination, string Reason, DateTimeOffset Since, DateTimeOffset? Until);
