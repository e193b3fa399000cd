namespace Submission.Admin;

/// <summary>What is in the queue: the answer to <c>GET /v1/queue/stats</c>.</summary>
/// <param name="IsHealthy">Whether the queue can take messages.</param>
/// <param name="Problem">Why not; <see langword="null"/> where it can.</param>
/// <param name="Messages">How many messages there are.</param>
/// <param name="Waiting">How many deliveries wait for an attempt.</param>
/// <param name="UnderWay">How many are under way.</param>
/// <param name="Held">How many are held.</param>
/// <param name="Destinations">The destinations with the most deliveries.</param>
/// <param name="Suspensions">The destinations that nothing is tried at.</param>
internal sealed record AdminQueueStatistics(
    bool IsHealthy,
    string? Problem,
    long Messages,
    long Waiting,
    long UnderWay,
    long Held,
    IReadOnlyList<AdminQueueDestination> Destinations,
    IReadOnlyList<AdminSuspension> Suspensions);

/// <summary>What there is for one destination.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Deliveries">How many deliveries, whatever their state.</param>
/// <param name="OldestAgeSeconds">The age of the oldest message.</param>
/// <param name="NextInSeconds">After how long the next delivery is due, 0 where one is; <see langword="null"/> where none waits.</param>
internal sealed record AdminQueueDestination(string Domain, long Deliveries, long OldestAgeSeconds, long? NextInSeconds);
