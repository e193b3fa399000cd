using Microsoft.Extensions.Logging;

namespace Submission.GatewayServer.Admin;

internal static partial class DkimAdminLog
{
    [LoggerMessage(461, LogLevel.Warning, "Over the admin socket: DKIM {Change} of {Domain}")]
    public static partial void Changed(ILogger logger, string change, string domain);
}
