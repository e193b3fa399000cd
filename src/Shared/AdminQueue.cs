namespace Submission.Admin;

/// <summary>A part of the queue: the answer to <c>GET /v1/queue</c>.</summary>
/// <param name="Entries">The deliveries in the order in which they were stored.</param>
/// <param name="Next">What <c>after</c> takes to go on behind them; <see langword="null"/> where these are the last.</param>
internal sealed record AdminQueue(IReadOnlyList<AdminQueueEntry> Entries, string? Next);

/// <summary>The recipients of one message in one domain.</summary>
/// <param name="Id">The message.</param>
/// <param name="AgeSeconds">The age of the message, by the queue's clock.</param>
/// <param name="Sender">The sender; empty for notices.</param>
/// <param name="Domain">The domain of the recipients.</param>
/// <param name="Recipients">How many of them are not done with; of a finished delivery, for how many a notice is owed.</param>
/// <param name="State"><c>waiting</c>, <c>underway</c>, <c>held</c> or <c>finished</c>.</param>
/// <param name="Attempts">How many attempts have ended.</param>
/// <param name="NextAttemptAt">When the next one is due; <see langword="null"/> where it does not wait.</param>
/// <param name="HoldReason">Why it is held; <see langword="null"/> where it is not.</param>
/// <param name="HeldUntil">When the hold ends by itself; <see langword="null"/> where it does not.</param>
/// <param name="LastAnswer">What came of the latest attempt, in one line, cut where it is long; <see langword="null"/> where there was none.</param>
/// <param name="Account">The login of the account that sent it; <see langword="null"/> for none.</param>
/// <param name="Size">The size of the message in octets.</param>
internal sealed record AdminQueueEntry(
    string Id,
    long AgeSeconds,
    string Sender,
    string Domain,
    int Recipients,
    string State,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? HoldReason,
    DateTimeOffset? HeldUntil,
    string? LastAnswer,
    string? Account,
    long Size);
