namespace Submission.Smtp.Protocol;

/// <summary>The parameters of a RCPT command. Immutable and thread-safe.</summary>
public sealed record SmtpRcptParameters
{
    /// <summary>No parameters.</summary>
    public static SmtpRcptParameters None { get; } = new();

    /// <summary>NOTIFY: when to send a notice (RFC 3461, section 4.1); <see langword="null"/> where it was not said.</summary>
    public DsnNotify? Notify { get; init; }

    /// <summary>ORCPT: the original recipient (RFC 3461, section 4.2); <see langword="null"/> where it was not given.</summary>
    public OriginalRecipient? OriginalRecipient { get; init; }
}
