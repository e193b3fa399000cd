namespace Submission.Gateway.Queue;

/// <summary>Whether a queue can take messages. Immutable and thread-safe.</summary>
/// <param name="IsHealthy">Whether it can.</param>
/// <param name="Reason">Why not; <see langword="null"/> where it can.</param>
public sealed record QueueHealth(bool IsHealthy, string? Reason)
{
    /// <summary>All is well.</summary>
    public static QueueHealth Good { get; } = new(true, null);
}
