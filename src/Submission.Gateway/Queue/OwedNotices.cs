namespace Submission.Gateway.Queue;

/// <summary>A message for which notices are owed. Immutable and thread-safe.</summary>
/// <param name="Message">The message.</param>
/// <param name="Deliveries">Its deliveries with owed notices, at least one.</param>
/// <param name="Token">What tells this claim from every other.</param>
public sealed record OwedNotices(QueuedMessage Message, IReadOnlyList<QueuedDelivery> Deliveries, long Token);
