using Microsoft.Extensions.Logging;

namespace Submission.GatewayServer.Admin;

internal static partial class GatewayAdminLog
{
    [LoggerMessage(420, LogLevel.Warning, "Over the admin socket: {Change} of {Count} deliveries, {UnderWay} under way, filter={Filter}, reason={Reason}, for={Duration}")]
    public static partial void Changed(ILogger logger, string change, int count, int underWay, string filter, string reason, string duration);

    [LoggerMessage(421, LogLevel.Warning, "Over the admin socket: {Domain} was suspended, reason={Reason}, for={Duration}")]
    public static partial void Suspended(ILogger logger, string domain, string reason, string duration);

    [LoggerMessage(422, LogLevel.Warning, "Over the admin socket: {Domain} was resumed, suspended before={WasSuspended}")]
    public static partial void Resumed(ILogger logger, string domain, bool wasSuspended);
}
