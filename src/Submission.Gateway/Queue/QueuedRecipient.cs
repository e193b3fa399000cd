using Submission.Gateway.Delivery;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue;

/// <summary>One recipient of a message in the queue. Immutable and thread-safe.</summary>
public sealed record QueuedRecipient
{
    /// <summary>The recipient and the parameters of RCPT.</summary>
    public required RcptCommand Command { get; init; }

    /// <summary>The place among the message's recipients, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What came of the last attempt; <see langword="null"/> where there was none. A recipient is done with when this is not <see cref="RecipientOutcomeKind.Deferred"/>.</summary>
    public RecipientOutcome? Last { get; init; }

    /// <summary>Whether the sender has been told, or is about to be, that the message is delayed.</summary>
    public bool IsDelayTold { get; init; }

    /// <summary>The notice that is owed to the sender.</summary>
    public OwedNotice Notice { get; init; }

    /// <summary>Whether nothing more is to be tried.</summary>
    public bool IsDone => Last is { Kind: not RecipientOutcomeKind.Deferred };
}

/// <summary>The notice that is owed for a recipient.</summary>
public enum OwedNotice
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>That the message could not be delivered.</summary>
    Failed = 1,

    /// <summary>That it is still being tried.</summary>
    Delayed = 2,

    /// <summary>That it was handed to a server that sends no such notices itself.</summary>
    Relayed = 3,

    /// <summary>That it was delivered.</summary>
    Delivered = 4,
}
