using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>What the queue on PostgreSQL logs. Never the connection string.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(360, LogLevel.Information, "The queue is open on {Server}, schema {Schema}, as node {Node} with a lease of {Lease}.")]
    public static partial void Opened(this ILogger logger, string server, string schema, string node, TimeSpan lease);

    [LoggerMessage(361, LogLevel.Error, "The queue is not available: {Reason}")]
    public static partial void Lost(this ILogger logger, string reason);

    [LoggerMessage(362, LogLevel.Information, "The queue is available again.")]
    public static partial void Recovered(this ILogger logger);

    [LoggerMessage(363, LogLevel.Error, "The body of message {Id} is damaged: {Reason} It is held.")]
    public static partial void DamagedBody(this ILogger logger, TransactionId id, string reason);

    [LoggerMessage(364, LogLevel.Error, "Delivery {Number} cannot be read: {Reason} It is held.")]
    public static partial void DamagedDelivery(this ILogger logger, long number, string reason);

    [LoggerMessage(366, LogLevel.Warning, "The database's clock was set back by {Time}; what waits is due earlier by as much.")]
    public static partial void ClockSetBack(this ILogger logger, TimeSpan time);

    [LoggerMessage(365, LogLevel.Error, "Message {Id} cannot be stored: {Reason}")]
    public static partial void NotStored(this ILogger logger, TransactionId id, string reason);
}
