using Microsoft.Extensions.Logging;

namespace Submission.Milter.Server;

/// <summary>What the milter tells the log of its connections.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(320, LogLevel.Error, "Milter connection {ConnectionId}: the host failed; the mail server was told 451 4.3.0")]
    public static partial void HostFailed(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(321, LogLevel.Error, "Milter connection {ConnectionId}: no verdict within {Limit}; the mail server was told 451 4.3.0")]
    public static partial void TookTooLong(ILogger logger, string connectionId, TimeSpan limit);

    [LoggerMessage(322, LogLevel.Warning, "Milter connection {ConnectionId}: closed, the mail server does not keep to the protocol: {What}. {Others} more since this was told last")]
    public static partial void Violation(ILogger logger, string connectionId, string what, long others);

    [LoggerMessage(323, LogLevel.Information, "Milter connection {ConnectionId}: closed, the mail server took too long: {What}")]
    public static partial void TimedOut(ILogger logger, string connectionId, string what);

    [LoggerMessage(324, LogLevel.Debug, "Milter connection {ConnectionId}: the connection broke")]
    public static partial void Broke(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(325, LogLevel.Warning, "Milter connection {ConnectionId}: closed, {Limit} are open")]
    public static partial void TooMany(ILogger logger, string connectionId, int limit);

    [LoggerMessage(326, LogLevel.Error, "Milter connection {ConnectionId}: a message could not be spooled; the mail server was told 452 4.3.1")]
    public static partial void SpoolFailed(ILogger logger, string connectionId, Exception? error);

    [LoggerMessage(327, LogLevel.Debug, "Milter connection {ConnectionId}: version {Version}, actions {Actions}, left out or unanswered: {Steps}")]
    public static partial void Agreed(ILogger logger, string connectionId, uint version, string actions, string steps);

    [LoggerMessage(328, LogLevel.Information, "Milter connection {ConnectionId}: a message was refused for its content: {Fault}")]
    public static partial void ContentRefused(ILogger logger, string connectionId, string fault);
}
