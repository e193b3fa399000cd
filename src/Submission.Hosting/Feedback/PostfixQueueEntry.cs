namespace Submission.Hosting.Feedback;

/// <summary>One message in the queue of a Postfix. Immutable and thread-safe.</summary>
/// <param name="Id">Its id in that queue.</param>
/// <param name="Queue">The queue that holds it: <c>incoming</c>, <c>active</c>, <c>deferred</c>, <c>hold</c> …</param>
/// <param name="ArrivedAt">When Postfix took it, to the second.</param>
/// <param name="Sender">The reverse-path.</param>
internal readonly record struct PostfixQueueEntry(string Id, string Queue, DateTimeOffset ArrivedAt, EmailAddress Sender)
{
    /// <summary>The queue of messages whose recipients' servers have not taken them at the first try.</summary>
    public const string Deferred = "deferred";

    /// <summary>Whether the message waits, and does not merely pass through.</summary>
    public bool Waits => Queue == Deferred;
}
