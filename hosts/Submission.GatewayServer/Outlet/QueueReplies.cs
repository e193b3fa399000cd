namespace Submission.GatewayServer.Outlet;

/// <summary>What a client hears of the queue. The cause is nothing that it could mend, and stands in the log.</summary>
internal static class QueueReplies
{
    /// <summary>There is no room.</summary>
    public static SmtpReply Full(TransactionId id) => new(452, new EnhancedStatus(4, 3, 1), $"{id} insufficient system storage, try again later");

    /// <summary>What keeps the queue does not answer.</summary>
    public static SmtpReply Unavailable(TransactionId id) => new(451, new EnhancedStatus(4, 3, 0), $"{id} mail cannot be stored now, try again later");
}
