using System.Collections.Immutable;

namespace Submission.Gateway.Queue;

/// <summary>What came of a claimed delivery. Immutable and thread-safe.</summary>
/// <param name="Recipients">
/// The recipients as they are now. Those that are done with and for which no notice is owed may be left out. A delivery without recipients is removed, and with the last one the message.
/// </param>
public sealed record DeliveryResult(ImmutableArray<QueuedRecipient> Recipients)
{
    /// <summary>All is done and nothing is owed.</summary>
    public static DeliveryResult Done { get; } = new([]);

    /// <summary>After how long the recipients that are not done with are due again. Default: at once.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>After how long the notices that are owed are due; those of other deliveries of the message may make it earlier. Default: at once.</summary>
    public TimeSpan NoticeAfter { get; init; }

    /// <summary>Whether this was an attempt, which is counted; not so where the claim is given back untried. Default <see langword="true"/>.</summary>
    public bool IsAttempt { get; init; } = true;
}
