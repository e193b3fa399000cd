namespace Submission.Smtp.Client;

/// <summary>What came of handing a message to a server. Immutable and thread-safe.</summary>
/// <param name="Mail">The outcome of MAIL.</param>
/// <param name="Recipients">The outcome of each RCPT in the order of the envelope; shorter than that where the transaction ended before.</param>
/// <param name="Data">The outcome of DATA and of the message; <see langword="null"/> where it did not come to that.</param>
public sealed record SmtpTransferResult(SmtpPeerReply Mail, IReadOnlyList<SmtpPeerReply> Recipients, SmtpPeerReply? Data)
{
    /// <summary>Whether the server has taken the message for every recipient whose own reply is positive.</summary>
    public bool IsAccepted => Data is { IsPositive: true };

    /// <summary>The reply or failure that decided: of the message where it came to that, otherwise the first that was not positive.</summary>
    public SmtpPeerReply Deciding
    {
        get
        {
            if (Data is not null) return Data;
            if (!Mail.IsPositive) return Mail;
            foreach (SmtpPeerReply recipient in Recipients)
            {
                if (!recipient.IsPositive) return recipient;
            }

            return Mail;
        }
    }
}
