using System.Collections.Immutable;

namespace Submission.Gateway.Delivery;

/// <summary>What came of an attempt for one recipient. Immutable and thread-safe.</summary>
public sealed record RecipientOutcome
{
    /// <summary>How it ended.</summary>
    public required RecipientOutcomeKind Kind { get; init; }

    /// <summary>The enhanced status code (RFC 3463): the server's where it gave one, otherwise what fits best.</summary>
    public required EnhancedStatus Status { get; init; }

    /// <summary>What happened, in one line for the log, the queue's list and the notice: a reply, or a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The code of the server's reply; 0 where no server has answered.</summary>
    public int ReplyCode { get; init; }

    /// <summary>The texts of all lines of the server's reply, without code and status; empty where no server has answered.</summary>
    public ImmutableArray<string> ReplyLines { get; init; } = [];

    /// <summary>The name of the server; <see langword="null"/> where there was none.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>The address and port of the server; <see langword="null"/> where no connection was made.</summary>
    public string? RemoteEndPoint { get; init; }

    /// <summary>Whether the way was encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether the server offers DSN, so that it owes the sender the notices that were asked for (RFC 3461, section 5.2).</summary>
    public bool IsDsnPassedOn { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How an attempt ended for a recipient.</summary>
public enum RecipientOutcomeKind
{
    /// <summary>A server has taken the message for the recipient.</summary>
    Delivered = 0,

    /// <summary>It is to be tried again.</summary>
    Deferred = 1,

    /// <summary>It is not to be tried again.</summary>
    Failed = 2,
}
