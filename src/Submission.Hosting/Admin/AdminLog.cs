using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Admin;

internal static partial class AdminLog
{
    [LoggerMessage(140, LogLevel.Information, "The admin socket is {Path}")]
    public static partial void Listens(ILogger logger, string path);

    [LoggerMessage(141, LogLevel.Warning, "There is no admin socket: {Reason}")]
    public static partial void NoSocket(ILogger logger, string reason);

    [LoggerMessage(142, LogLevel.Warning, "Over the admin socket: {Count} counters of {Subject} were emptied, rule={Rule}")]
    public static partial void Reset(ILogger logger, int count, string subject, string rule);

    [LoggerMessage(143, LogLevel.Warning, "Over the admin socket: {Count} blocks of {Subject} were lifted, rule={Rule}")]
    public static partial void Lifted(ILogger logger, int count, string subject, string rule);

    [LoggerMessage(144, LogLevel.Error, "A request over the admin socket failed")]
    public static partial void Failed(ILogger logger, Exception exception);
}
