using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Dsn;

/// <summary>Decides which notice is owed to a sender (RFC 3461, sections 4.1 and 5.2). Never one for a message that is itself a notice.</summary>
internal static class NoticeRules
{
    /// <summary>Decides for one recipient.</summary>
    /// <param name="mail">The sender.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="outcome">What came of the attempt.</param>
    /// <param name="isDelayDue">Whether the message is so old that a delay is to be told, and was not yet.</param>
    public static OwedNotice Owed(MailCommand mail, RcptCommand recipient, RecipientOutcome outcome, bool isDelayDue)
    {
        if (mail.ReversePath.IsNull) return OwedNotice.None;
        DsnNotify wanted = recipient.Parameters.Notify ?? (DsnNotify.Failure | DsnNotify.Delay);
        return outcome.Kind switch
        {
            RecipientOutcomeKind.Failed when wanted.HasFlag(DsnNotify.Failure) => OwedNotice.Failed,
            RecipientOutcomeKind.Deferred when isDelayDue && wanted.HasFlag(DsnNotify.Delay) => OwedNotice.Delayed,
            RecipientOutcomeKind.Delivered when wanted.HasFlag(DsnNotify.Success) && !outcome.IsDsnPassedOn => OwedNotice.Relayed,
            _ => OwedNotice.None,
        };
    }
}
