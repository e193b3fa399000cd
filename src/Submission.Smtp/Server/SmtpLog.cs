using System.Net;
using Microsoft.Extensions.Logging;
using Submission.Smtp.Content;

namespace Submission.Smtp.Server;

/// <summary>What the server tells its log. No text of a client goes there.</summary>
internal static partial class SmtpLog
{
    [LoggerMessage(1, LogLevel.Error, "SMTP session {ConnectionId}: the host failed; the client was told 451 4.3.0.")]
    public static partial void HostFailed(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(2, LogLevel.Error, "SMTP session {ConnectionId}: the message could not be spooled; the client was told 452 4.3.1.")]
    public static partial void SpoolFailed(ILogger logger, string connectionId, Exception? error);

    [LoggerMessage(3, LogLevel.Debug, "SMTP session {ConnectionId}: the TLS handshake failed.")]
    public static partial void HandshakeFailed(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(4, LogLevel.Debug, "SMTP session {ConnectionId}: the connection broke.")]
    public static partial void ConnectionBroke(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "SMTP: connection {ConnectionId} refused, {Limit} are open.")]
    public static partial void TooManyConnections(ILogger logger, string connectionId, int limit);

    [LoggerMessage(6, LogLevel.Warning, "SMTP: connection {ConnectionId} from a trusted proxy does not begin with a valid PROXY header.")]
    public static partial void BadProxyHeader(ILogger logger, string connectionId);

    [LoggerMessage(7, LogLevel.Information, "SMTP session {ConnectionId}: a message of {Client} was refused for its content: {Fault}.")]
    public static partial void ContentRefused(ILogger logger, string connectionId, IPAddress client, ContentFault fault);

    [LoggerMessage(8, LogLevel.Warning, "SMTP: the server is {Level}: {Open} connections are open, work waits {Waited} ms for a thread, and messages {Answer} ms for an answer.")]
    public static partial void LoadRises(ILogger logger, SmtpLoadLevel level, int open, long waited, long answer);

    [LoggerMessage(9, LogLevel.Information, "SMTP: the server is {Level} again: {Open} connections are open.")]
    public static partial void LoadFalls(ILogger logger, SmtpLoadLevel level, int open);

    [LoggerMessage(10, LogLevel.Debug, "SMTP: connection {ConnectionId} of {Client} refused: {Bound}.")]
    public static partial void ClientRefused(ILogger logger, string connectionId, IPAddress client, string bound);

    [LoggerMessage(11, LogLevel.Debug, "SMTP session {ConnectionId}: the bound {Bound} was reached.")]
    public static partial void BoundReached(ILogger logger, string connectionId, string bound);
}
