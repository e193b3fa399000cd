using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Submission.Smtp.Client;

namespace Submission.Hosting.NextHop;

internal static partial class NextHopLog
{
    [LoggerMessage(200, LogLevel.Warning, "The next hop {Address} cannot be reached: {Reply}")]
    public static partial void NotReachable(ILogger logger, IPEndPoint address, SmtpPeerReply reply);

    [LoggerMessage(201, LogLevel.Warning, "The next hop's name {Host} cannot be looked up: {Error}")]
    public static partial void NotFound(ILogger logger, string host, SocketError error);

    [LoggerMessage(202, LogLevel.Warning, "All {Count} connections to the next hop are in use")]
    public static partial void NoFreeConnection(ILogger logger, int count);

    [LoggerMessage(203, LogLevel.Warning, "{Id}: the next hop was lost at {Step}: {Reply}")]
    public static partial void Lost(ILogger logger, string id, string step, SmtpPeerReply reply);

    [LoggerMessage(204, LogLevel.Warning, "{Id}: the next hop did not answer RSET in time")]
    public static partial void Slow(ILogger logger, string id, Exception exception);
}
