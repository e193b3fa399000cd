using Microsoft.Extensions.Logging;
using Submission.Smtp.Client;

namespace Submission.Hosting.Sessions;

/// <summary>The log of one session: one line for each verdict. What a client may write freely is shown only where it is a mail address.</summary>
internal sealed partial class SessionLog(ILogger logger, PolicySession policy)
{
    private const string Nothing = "-";

    public void Verdict(PolicyStage stage, Verdict verdict, TransactionId? id = null, EmailAddress? sender = null, EmailAddress? recipient = null)
    {
        LogLevel level = verdict.Kind == VerdictKind.Accept ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level)) return;
        (string rule, string path, string forwardPath) = (RuleOf(verdict), Path(sender), recipient?.ToString() ?? Nothing);
        (string account, string reply, string reason) = (policy.Account?.Login ?? Nothing, verdict.Reply?.ToString() ?? Nothing, verdict.Reason ?? Nothing);
        Line(logger, level, id ?? policy.Id, stage, verdict.Kind, rule, policy.Client.AddressText, account, path, forwardPath, reply, reason);
    }

    public void Authentication(AuthenticationOutcome outcome, string login, Verdict verdict)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        string shown = EmailAddress.TryParse(login, out EmailAddress? address) ? address.ToString() : "(no address)";
        AuthenticationLine(logger, policy.Id, outcome, RuleOf(verdict), policy.Client.AddressText, shown, verdict.Reply?.ToString() ?? Nothing);
    }

    public void Accepted(TransactionId id, EmailAddress sender, int recipients, long size, SmtpPeerReply reply) =>
        AcceptedLine(logger, id, policy.Client.AddressText, policy.Account?.Login ?? Nothing, Path(sender), recipients, size, reply);

    public void RefusedByNextHop(TransactionId id, EmailAddress sender, EmailAddress? recipient, SmtpPeerReply reply, SmtpReply? answer) =>
        NextHopLine(
            logger, id, policy.Client.AddressText, policy.Account?.Login ?? Nothing, Path(sender), recipient?.ToString() ?? Nothing, reply, answer?.ToString() ?? Nothing);

    public void Queued(TransactionId id, EmailAddress sender, int recipients, long size, string? holdReason) =>
        QueuedLine(logger, id, policy.Client.AddressText, policy.Account?.Login ?? Nothing, Path(sender), recipients, size, holdReason ?? Nothing);

    public void NotStored(TransactionId id, EmailAddress sender, string outcome, SmtpReply answer) =>
        NotStoredLine(logger, id, policy.Client.AddressText, policy.Account?.Login ?? Nothing, Path(sender), outcome, answer);

    public void NotCharged(TransactionId id) => NotChargedLine(logger, id);

    public void CannotHold(TransactionId id) => CannotHoldLine(logger, id);

    public void Loops(TransactionId id, int hops) => LoopsLine(logger, id, policy.Client.AddressText, policy.Account?.Login ?? Nothing, hops);

    public void TurnedAway() => TurnedAwayLine(logger, policy.Id, policy.Client.AddressText);

    private static string Path(EmailAddress? sender) => sender is null ? Nothing : $"<{sender}>";

    private static string RuleOf(Verdict verdict) => verdict.Rule.Value.Length > 0 ? verdict.Rule.Value : Nothing;

    [LoggerMessage(EventId = 300, Message = "{Id} {Stage} {Verdict} rule={Rule} client={Client} account={Account} sender={Sender} recipient={Recipient} reply=\"{Reply}\" reason=\"{Reason}\"")]
    private static partial void Line(
        ILogger logger, LogLevel level, TransactionId id, PolicyStage stage, VerdictKind verdict, string rule, string client, string account, string sender,
        string recipient, string reply, string reason);

    [LoggerMessage(301, LogLevel.Information, "{Id} Auth {Outcome} rule={Rule} client={Client} login={Login} reply=\"{Reply}\"")]
    private static partial void AuthenticationLine(
        ILogger logger, TransactionId id, AuthenticationOutcome outcome, string rule, string client, string login, string reply);

    [LoggerMessage(302, LogLevel.Information, "{Id} Accepted client={Client} account={Account} sender={Sender} recipients={Recipients} size={Size} next-hop=\"{Reply}\"")]
    private static partial void AcceptedLine(
        ILogger logger, TransactionId id, string client, string account, string sender, int recipients, long size, SmtpPeerReply reply);

    [LoggerMessage(303, LogLevel.Information, "{Id} NextHopRefused client={Client} account={Account} sender={Sender} recipient={Recipient} next-hop=\"{Reply}\" reply=\"{Answer}\"")]
    private static partial void NextHopLine(
        ILogger logger, TransactionId id, string client, string account, string sender, string recipient, SmtpPeerReply reply, string answer);

    [LoggerMessage(304, LogLevel.Error, "{Id} was handed over, but the counters did not answer: it is not charged")]
    private static partial void NotChargedLine(ILogger logger, TransactionId id);

    [LoggerMessage(305, LogLevel.Error, "{Id} is to be held, and this host keeps no queue: it is deferred instead")]
    private static partial void CannotHoldLine(ILogger logger, TransactionId id);

    [LoggerMessage(306, LogLevel.Warning, "{Id} Refused client={Client} account={Account}: it has more than {Hops} Received: fields, so it loops")]
    private static partial void LoopsLine(ILogger logger, TransactionId id, string client, string account, int hops);

    // The cause has its own line, and a client that comes again and again must not fill the log.
    [LoggerMessage(307, LogLevel.Debug, "{Id} TurnedAway client={Client}: accepted mail has nowhere to go")]
    private static partial void TurnedAwayLine(ILogger logger, TransactionId id, string client);

    [LoggerMessage(308, LogLevel.Information, "{Id} Accepted client={Client} account={Account} sender={Sender} recipients={Recipients} size={Size} queued held=\"{HoldReason}\"")]
    private static partial void QueuedLine(
        ILogger logger, TransactionId id, string client, string account, string sender, int recipients, long size, string holdReason);

    [LoggerMessage(309, LogLevel.Warning, "{Id} NotStored client={Client} account={Account} sender={Sender} outcome={Outcome} reply=\"{Answer}\"")]
    private static partial void NotStoredLine(ILogger logger, TransactionId id, string client, string account, string sender, string outcome, SmtpReply answer);
}
