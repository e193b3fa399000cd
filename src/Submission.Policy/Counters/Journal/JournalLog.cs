using Microsoft.Extensions.Logging;

namespace Submission.Policy.Counters.Journal;

internal static partial class JournalLog
{
    [LoggerMessage(480, LogLevel.Information, "The counters go on where they were: {Keys} counters and {Blocks} blocks, read in {Milliseconds} ms")]
    public static partial void Opened(ILogger logger, long keys, int blocks, long milliseconds);

    [LoggerMessage(481, LogLevel.Critical, "The journal of the counters is damaged: {Loss}. What could be read is in force; until the longest window has passed, more than a limit may have been used without being known. The damaged journal is in {Folder}")]
    public static partial void Damaged(ILogger logger, string loss, string folder);

    [LoggerMessage(482, LogLevel.Error, "The journal of the counters cannot be written: {Reason}. Counting goes on in memory; what a crash would lose now is written as soon as the disk takes it")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(483, LogLevel.Information, "The journal of the counters is written again")]
    public static partial void Healed(ILogger logger);

    [LoggerMessage(484, LogLevel.Error, "The journal of the counters was damaged while it was in use. It was moved to {Folder}, and is written anew from memory; nothing is lost")]
    public static partial void BegunAnew(ILogger logger, string folder);

    [LoggerMessage(485, LogLevel.Error, "The journal of the counters has failed in an unknown way")]
    public static partial void Broken(ILogger logger, Exception exception);
}
