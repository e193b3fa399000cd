namespace Submission.Hosting.Feedback;

/// <summary>What was in a queue at one moment. Immutable.</summary>
/// <param name="Entries">The messages.</param>
/// <param name="Junk">How many lines could not be read and were skipped.</param>
/// <param name="IsComplete">Whether the listing was read to its end; otherwise nothing can be said of messages that are not in it.</param>
internal sealed record PostfixQueueSnapshot(IReadOnlyList<PostfixQueueEntry> Entries, int Junk, bool IsComplete);
