using Microsoft.Extensions.Logging;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy;

/// <summary>What the host tells its log besides verdicts. What a client may write freely is shown only where it is a mail address.</summary>
internal static partial class PostfixPolicyLog
{
    [LoggerMessage(400, LogLevel.Information, "{Id} Accepted client={Client} account={Account} sender=<{Sender}> recipients={Recipients} size={Size}")]
    public static partial void Accepted(ILogger logger, TransactionId id, string client, string account, EmailAddress sender, int recipients, long size);

    [LoggerMessage(401, LogLevel.Error, "{Id} was accepted, but the counters did not answer: it is not charged, and deferred instead")]
    public static partial void NotCharged(ILogger logger, TransactionId id);

    [LoggerMessage(402, LogLevel.Warning, "A request is not understood ({Fault}): it is answered 451 4.3.5. {Others} more since this was told last")]
    public static partial void Malformed(ILogger logger, RequestFault fault, long others);

    [LoggerMessage(403, LogLevel.Warning, "Postfix asks in a state that this host does not know: it is answered DUNNO. {Others} more since this was told last")]
    public static partial void UnknownState(ILogger logger, long others);

    [LoggerMessage(404, LogLevel.Error, "A decision failed: it is answered 451 4.3.0. {Others} more since this was told last")]
    public static partial void DecisionFailed(ILogger logger, long others, Exception error);

    [LoggerMessage(405, LogLevel.Error, "A decision took longer than {Timeout}: it is answered 451 4.3.0. {Others} more since this was told last")]
    public static partial void DecisionTooLate(ILogger logger, TimeSpan timeout, long others);

    [LoggerMessage(406, LogLevel.Warning, "A connection was closed at once: {Limit} are open. {Others} more since this was told last")]
    public static partial void TooManyConnections(ILogger logger, int limit, long others);

    [LoggerMessage(407, LogLevel.Debug, "Connection {ConnectionId} broke")]
    public static partial void ConnectionBroke(ILogger logger, string connectionId, Exception error);

    [LoggerMessage(408, LogLevel.Information, "Connection {ConnectionId} is closed: {Why}")]
    public static partial void ConnectionClosed(ILogger logger, string connectionId, string why);

    [LoggerMessage(409, LogLevel.Warning, "Postfix asks in state {State}, which Submission:PostfixPolicy:States does not name: rules of that stage may not be enforced, and messages are charged at {ChargeAt}. {Others} more since this was told last")]
    public static partial void UnexpectedState(ILogger logger, ProtocolState state, ProtocolState chargeAt, long others);

    [LoggerMessage(410, LogLevel.Warning, "The end of a message is told of whose recipients nothing is known: it is deferred. Does Postfix ask at RCPT? {Others} more since this was told last")]
    public static partial void UnknownMessage(ILogger logger, long others);
}
