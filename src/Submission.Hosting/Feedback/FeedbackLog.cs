using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Feedback;

internal static partial class FeedbackLog
{
    [LoggerMessage(220, LogLevel.Warning, "The queue of Postfix cannot be looked at by '{Command}': {Reason}")]
    public static partial void QueueCommandFailed(ILogger logger, string command, string reason);

    [LoggerMessage(221, LogLevel.Warning, "{Count} lines of the queue of Postfix could not be read and were skipped")]
    public static partial void QueueLinesSkipped(ILogger logger, int count);

    [LoggerMessage(222, LogLevel.Warning, "The queue of Postfix holds more than {Count} messages; of those behind nothing is known")]
    public static partial void QueueTooLong(ILogger logger, int count);

    [LoggerMessage(223, LogLevel.Warning, "More than {Count} delivery reports wait for the counters; those that come are dropped until there is room")]
    public static partial void ReportsDropped(ILogger logger, int count);

    [LoggerMessage(224, LogLevel.Error, "The report of what has become of {Id} was not taken")]
    public static partial void ReportFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(225, LogLevel.Warning, "The log '{File}' cannot be read, and failed authentications are not counted meanwhile: {Reason}")]
    public static partial void LogFileFailed(ILogger logger, string file, string reason);

    [LoggerMessage(226, LogLevel.Information, "The log '{File}' is read again")]
    public static partial void LogFileBack(ILogger logger, string file);

    [LoggerMessage(227, LogLevel.Warning, "The log cannot be read by '{Command}', and failed authentications are not counted meanwhile: {Reason}")]
    public static partial void LogCommandFailed(ILogger logger, string command, string reason);

    [LoggerMessage(228, LogLevel.Error, "A failed authentication of {Client} was not counted")]
    public static partial void FailedLoginNotCounted(ILogger logger, string client, Exception exception);
}
