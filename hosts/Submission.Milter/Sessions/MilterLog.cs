using Microsoft.Extensions.Logging;

namespace Submission.Milter.Sessions;

/// <summary>What the milter's sessions tell the log besides their verdicts.</summary>
internal static partial class MilterLog
{
    [LoggerMessage(340, LogLevel.Information, "{Id} Accepted client={Client} account={Account} sender=<{Sender}> recipients={Recipients} size={Size} queue-id={QueueId}")]
    public static partial void Accepted(
        ILogger logger, TransactionId id, string client, string account, EmailAddress sender, int recipients, long size, string queueId);

    [LoggerMessage(352, LogLevel.Error, "{Id} was accepted, but the counters did not answer: it is not charged, and deferred instead")]
    public static partial void NotCharged(ILogger logger, TransactionId id);
}
