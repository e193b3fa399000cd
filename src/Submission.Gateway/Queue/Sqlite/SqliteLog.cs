using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Queue.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(340, LogLevel.Information, "The queue in {Directory} is open: {UnderWay} deliveries that were under way when it was last in use are due again")]
    public static partial void Opened(ILogger logger, string directory, int underWay);

    [LoggerMessage(341, LogLevel.Error, "The queue takes no messages: {Reason}")]
    public static partial void Broken(ILogger logger, string reason);

    [LoggerMessage(342, LogLevel.Information, "The queue takes messages again")]
    public static partial void Healed(ILogger logger);

    [LoggerMessage(343, LogLevel.Error, "There is no room for the queue")]
    public static partial void Full(ILogger logger);

    [LoggerMessage(344, LogLevel.Error, "The queue could not do one of the things that were asked")]
    public static partial void OperationFailed(ILogger logger, Exception error);

    [LoggerMessage(345, LogLevel.Critical, "The queue's database is damaged: {Reason}. It was moved to {Folder}; what could be read is kept: {Messages} messages, {Deliveries} deliveries")]
    public static partial void Salvaged(ILogger logger, string reason, string folder, long messages, long deliveries);

    [LoggerMessage(346, LogLevel.Error, "Message {Id} is damaged and was held: {Reason}")]
    public static partial void MessageDamaged(ILogger logger, TransactionId id, string reason);

    [LoggerMessage(347, LogLevel.Error, "Delivery {Number} is damaged and was held")]
    public static partial void DeliveryDamaged(ILogger logger, long number);

    [LoggerMessage(348, LogLevel.Warning, "{Count} files of bodies that belong to no message were {What}")]
    public static partial void Orphans(ILogger logger, int count, string what);

    [LoggerMessage(349, LogLevel.Warning, "The queue's log could not be copied into the database; it is tried again")]
    public static partial void CheckpointFailed(ILogger logger, Exception error);

    [LoggerMessage(351, LogLevel.Warning, "The queue was written by a clock that stood {Ahead} ahead of the present one; what waits is due earlier by as much")]
    public static partial void ClockReset(ILogger logger, TimeSpan ahead);

    [LoggerMessage(350, LogLevel.Warning, "The file of a body could not be removed: {Path}")]
    public static partial void FileStays(ILogger logger, string path, Exception error);
}
