namespace Submission.Gateway.Queue;

/// <summary>What an operator's command has changed. Immutable and thread-safe.</summary>
/// <param name="Changed">How many deliveries were changed.</param>
/// <param name="UnderWay">How many were meant and are under way: they were left alone, or, where they are to be held, will be.</param>
public readonly record struct QueueChange(int Changed, int UnderWay);
