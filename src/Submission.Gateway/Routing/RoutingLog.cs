using Microsoft.Extensions.Logging;
using Submission.Policy.Specification;

namespace Submission.Gateway.Routing;

internal static partial class RoutingLog
{
    [LoggerMessage(400, LogLevel.Information, "{Path}: the delivery policy is in force")]
    public static partial void Reloaded(ILogger logger, string path);

    [LoggerMessage(401, LogLevel.Error, "{Path}: {Count} errors; the delivery policy of before stays in force")]
    public static partial void NotReloaded(ILogger logger, string path, int count);

    [LoggerMessage(402, LogLevel.Error, "{Error}")]
    public static partial void Error(ILogger logger, SpecError error);
}
