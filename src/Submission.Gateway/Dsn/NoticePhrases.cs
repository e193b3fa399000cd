using Submission.Gateway.Queue;

namespace Submission.Gateway.Dsn;

/// <summary>The sentences of a notice in one language. Immutable and thread-safe.</summary>
internal abstract class NoticePhrases
{
    public static NoticePhrases English { get; } = new EnglishPhrases();

    public static NoticePhrases Czech { get; } = new CzechPhrases();

    /// <summary>Who writes; <c>{0}</c> is the gateway's name.</summary>
    public abstract string Greeting { get; }

    public abstract string SubjectLabel { get; }

    public abstract string AcceptedLabel { get; }

    public abstract string IdLabel { get; }

    public abstract string ReasonLabel { get; }

    public abstract string AdviceLabel { get; }

    /// <summary><c>{0}</c> is the server.</summary>
    public abstract string ServerSaid { get; }

    public abstract string SomeServerSaid { get; }

    /// <summary>What stands below those that are delayed; <c>{0}</c> is the moment of giving up.</summary>
    public abstract string Delayed { get; }

    /// <summary>What stands below those that were relayed.</summary>
    public abstract string Relayed { get; }

    /// <summary>That there are more recipients; <c>{0}</c> is their number.</summary>
    public abstract string More { get; }

    public abstract string Help { get; }

    public abstract string Automatic { get; }

    /// <summary>That nothing of the message is attached.</summary>
    public abstract string Unreadable { get; }

    /// <summary>A format for a moment in UTC, by the invariant culture.</summary>
    public abstract string MomentFormat { get; }

    public abstract string Subject(OwedNotice notice);

    public abstract string Heading(OwedNotice notice);

    public abstract string Returned(ReturnedContent content);

    /// <summary>What the sender can do about a failure.</summary>
    /// <param name="status">The status.</param>
    /// <param name="isAnswered">Whether a server has said it, and not the gateway or its operator.</param>
    public string Advice(EnhancedStatus status, bool isAnswered) => Advice(status switch
    {
        { Class: 4 } or { Subject: 4, Detail: 7 } => NoticeAdvice.TryLater,
        { Subject: 1, Detail: 7 or 8 } => NoticeAdvice.AskPostmaster,
        { Subject: 1 } => NoticeAdvice.CheckAddress,
        { Subject: 2, Detail: 1 or 2 } => NoticeAdvice.ReachOtherwise,
        { Subject: 2, Detail: 3 } or { Subject: 3, Detail: 4 } => NoticeAdvice.SendLess,
        { Subject: 7 } when isAnswered => NoticeAdvice.ShowReply,
        _ => NoticeAdvice.AskPostmaster,
    });

    protected abstract string Advice(NoticeAdvice advice);
}

/// <summary>What a sender can do about a failure.</summary>
internal enum NoticeAdvice
{
    AskPostmaster,
    CheckAddress,
    ReachOtherwise,
    SendLess,
    ShowReply,
    TryLater,
}
