using Microsoft.Extensions.Logging;

namespace Submission.Policy.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(490, LogLevel.Error, "The counters' server does not answer: {Reason}. Until it does, rules do what on-error says")]
    public static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(491, LogLevel.Information, "The counters' server answers again")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(492, LogLevel.Critical, "The counters' server has lost its counters (it was emptied, started anew without its data, replaced, or evicts keys): they are unknown, and not zero, for up to {UnknownFor}")]
    public static partial void Lost(ILogger logger, TimeSpan unknownFor);

    [LoggerMessage(493, LogLevel.Error, "A look at the counters' server has failed in an unknown way; it is looked at again")]
    public static partial void Broken(ILogger logger, Exception exception);
}
