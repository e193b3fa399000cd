using Submission.Hosting.Sessions;

namespace Submission.PostfixPolicy.Protocol;

/// <summary>The answers that are the host's own because no policy can know them.</summary>
internal static class OwnReplies
{
    /// <summary>To a request that cannot be understood: Postfix's own words for what is wrong with its configuration.</summary>
    public static readonly PolicyAction Malformed = Refuse(451, new EnhancedStatus(4, 3, 5), "Server configuration problem");

    /// <summary>Where a decision failed or took too long.</summary>
    public static readonly PolicyAction Failed = Refuse(451, new EnhancedStatus(4, 3, 0), "Policy service not available, try again later");

    /// <summary>Where the end of a message is told of whose recipients nothing is known.</summary>
    public static readonly PolicyAction UnknownMessage = Refuse(451, new EnhancedStatus(4, 3, 0), "Message is not known here any more, send it again");

    public static readonly PolicyAction BadSender = Refuse(501, new EnhancedStatus(5, 1, 7), "Bad sender address");

    public static readonly PolicyAction BadRecipient = Refuse(501, new EnhancedStatus(5, 1, 3), "Bad recipient address");

    public static readonly PolicyAction TooManyRecipients = Refuse(452, new EnhancedStatus(4, 5, 3), "Too many recipients");

    /// <summary>Where the account directory does not answer.</summary>
    public static PolicyAction AccountUnknown(TransactionId id) => Refuse(451, new EnhancedStatus(4, 3, 0), $"{id} cannot look up the account now, try again later");

    /// <summary>Where the charges of a message that was accepted could not be made.</summary>
    public static PolicyAction NotCharged(TransactionId id) => PolicyAction.Refuse(SessionReplies.NotCharged(id));

    private static PolicyAction Refuse(int code, EnhancedStatus status, string text) => PolicyAction.Refuse(new SmtpReply(code, status, text));
}
