using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Delivery;

/// <summary>How the transactions over one connection have ended.</summary>
internal enum TransactionEnd
{
    /// <summary>Nothing more is to be said to this server.</summary>
    Done = 0,

    /// <summary>The connection was closed while it lay idle; nothing was tried.</summary>
    WasClosed = 1,

    /// <summary>Recipients are left for a further connection to the same server.</summary>
    WantsConnection = 2,
}

/// <summary>Hands a message over on an open connection, in as many transactions as its recipients need. Thread-safe.</summary>
internal sealed class SmtpTransaction(IMessageQueue queue, Outcomes outcomes, ClaimKeeper keeper)
{
    private static readonly EnhancedStatus MailRefused = new(5, 0, 0);
    private static readonly EnhancedStatus RecipientRefused = new(5, 1, 1);
    private static readonly EnhancedStatus ContentRefused = new(5, 6, 0);
    private static readonly EnhancedStatus Taken = new(2, 0, 0);

    /// <summary>Makes the transactions.</summary>
    public async ValueTask<TransactionEnd> RunAsync(Attempt attempt, OpenConnection connection, List<AttemptRecipient> group)
    {
        MessageBody? body = await attempt.OpenBodyAsync(queue).ConfigureAwait(false);
        if (body is null) return TransactionEnd.Done; // the message was dropped in the meantime
        QueuedMessage message = attempt.Job.Message;
        if (connection.Smtp.Capabilities.MaximumSize is { } maximum && maximum < message.Prefix.Length + body.Length)
        {
            string text = $"the message has {message.Prefix.Length + body.Length} octets, {connection.Host} takes {maximum}";
            Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Failed, new EnhancedStatus(5, 3, 4), text, connection.Host, connection));
            attempt.Show(LaneSignal.Good);
            return TransactionEnd.Done;
        }

        if (attempt.KeepsDemand && connection.Smtp is not { IsEncrypted: true, Capabilities.RequireTls: true })
        {
            Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Failed, SmtpPeerReply.FromFailure(SmtpClientFailure.RequireTlsNotOffered), ContentRefused, connection.Host, connection));
            attempt.Show(LaneSignal.Good);
            return TransactionEnd.Done;
        }

        bool isFirst = true;
        while (Take(group, attempt.Job.Route.Lane.RecipientsPerMessage) is { Count: > 0 } part)
        {
            if (!connection.Smtp.IsUsable) return isFirst ? TransactionEnd.WasClosed : TransactionEnd.WantsConnection;
            if (!isFirst && connection.Messages >= attempt.Job.Route.Lane.MessagesPerConnection) return TransactionEnd.WantsConnection;
            if (!await keeper.KeepAsync(attempt).ConfigureAwait(false)) throw new OperationCanceledException(attempt.Aborted);
            SmtpTransferResult result;
            try
            {
                result = await connection.Smtp.TransferAsync(Envelope(message, part), message.Prefix, body, attempt.Aborted).ConfigureAwait(false);
            }
            catch (InvalidDataException error)
            {
                attempt.SettleAll(group, outcomes.Of(RecipientOutcomeKind.Failed, ContentRefused, error.Message));
                return TransactionEnd.Done;
            }
            catch (OperationCanceledException) when (connection.Smtp.IsEndSent)
            {
                Doubt(attempt);
                throw;
            }

            connection.Messages++;
            if (isFirst && connection.IsReused && IsClosed(result.Mail)) return TransactionEnd.WasClosed;
            isFirst = false;
            if (result.Data is { Failure: SmtpClientFailure.ChunkingRefused } && !attempt.IsChunkingOff)
            {
                attempt.IsChunkingOff = true;
                return TransactionEnd.WantsConnection;
            }

            if (!Read(attempt, connection, group, part, result)) return TransactionEnd.Done;
        }

        return TransactionEnd.Done;
    }

    private static SmtpEnvelope Envelope(QueuedMessage message, List<AttemptRecipient> part)
    {
        var recipients = new RcptCommand[part.Count];
        for (int i = 0; i < recipients.Length; i++) recipients[i] = part[i].Recipient.Command;
        bool isRequired = message.Tls == MessageTls.Required;
        MailCommand mail = message.Mail.Parameters.RequireTls == isRequired ? message.Mail : message.Mail with { Parameters = message.Mail.Parameters with { RequireTls = isRequired } };
        return new SmtpEnvelope(mail, recipients);
    }

    private static List<AttemptRecipient> Take(List<AttemptRecipient> group, int maximum)
    {
        List<AttemptRecipient> part = [];
        foreach (AttemptRecipient recipient in group)
        {
            if (part.Count == maximum) break;
            if (!recipient.IsSettled) part.Add(recipient);
        }

        return part;
    }

    private static bool IsClosed(SmtpPeerReply mail) => mail.IsConnectionLost || mail.Reply is { Code: 421 };

    /// <summary>Reads what came of one transaction.</summary>
    /// <returns>Whether the rest may be tried at this server.</returns>
    private bool Read(Attempt attempt, OpenConnection connection, List<AttemptRecipient> group, List<AttemptRecipient> part, SmtpTransferResult result)
    {
        if (!result.Mail.IsPositive)
        {
            ReadMail(attempt, connection, group, result.Mail);
            return false;
        }

        bool isTaken = result.IsAccepted;
        bool isWorking = true;
        int accepted = 0;
        for (int i = 0; i < result.Recipients.Count; i++) accepted += result.Recipients[i].IsPositive ? 1 : 0;
        RecipientOutcome? data = result.Data is null ? null : ReadData(attempt, connection, result.Data);
        for (int i = 0; i < part.Count; i++)
        {
            SmtpPeerReply? reply = i < result.Recipients.Count ? result.Recipients[i] : null;
            if (reply is null || reply.IsConnectionLost || reply.Reply is { Code: 421 })
            {
                isWorking = false;
                Attempt.Note(part[i], outcomes.Of(
                    RecipientOutcomeKind.Deferred, reply ?? SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost), new EnhancedStatus(4, 3, 2), connection.Host, connection));
            }
            else if (reply.IsPositive)
            {
                if (data is not null) attempt.Settle(part[i], data);
                else Attempt.Note(part[i], outcomes.Of(RecipientOutcomeKind.Deferred, SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost), Taken, connection.Host, connection));
            }
            else if (!IsTooMany(reply.Reply!) || accepted == 0 || !isTaken)
            {
                RecipientOutcomeKind kind = reply.Reply!.IsTransient ? RecipientOutcomeKind.Deferred : RecipientOutcomeKind.Failed;
                attempt.Settle(part[i], outcomes.Of(kind, reply, RecipientRefused, connection.Host, connection));
            }
        }

        if (!isWorking) attempt.Show(LaneSignal.TurnedAway);
        else if (data is null || result.Data!.Reply is not null and not { Code: 421 }) attempt.Show(LaneSignal.Good);
        return isWorking && (data is null || result.Data!.Reply is not null);
    }

    private void ReadMail(Attempt attempt, OpenConnection connection, List<AttemptRecipient> group, SmtpPeerReply mail)
    {
        if (mail.Failure is SmtpClientFailure.SmtpUtf8NotOffered or SmtpClientFailure.TooBig or SmtpClientFailure.RequireTlsNotOffered)
        {
            Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Failed, mail, ContentRefused, connection.Host, connection));
            attempt.Show(LaneSignal.Good);
            return;
        }

        if (mail.Reply is { Code: >= 500 })
        {
            attempt.SettleAll(group, outcomes.Of(RecipientOutcomeKind.Failed, mail, MailRefused, connection.Host, connection));
            attempt.Show(LaneSignal.Good);
            return;
        }

        Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Deferred, mail, MailRefused, connection.Host, connection));
        attempt.Show(mail.Reply is { Code: not 421 } ? LaneSignal.Slower : LaneSignal.TurnedAway);
    }

    private RecipientOutcome ReadData(Attempt attempt, OpenConnection connection, SmtpPeerReply data)
    {
        if (data.IsPositive) return outcomes.Of(RecipientOutcomeKind.Delivered, data, Taken, connection.Host, connection);
        if (data.Reply is { } reply)
        {
            if (reply.Code == 421) attempt.Show(LaneSignal.TurnedAway);
            return outcomes.Of(reply.IsTransient ? RecipientOutcomeKind.Deferred : RecipientOutcomeKind.Failed, data, ContentRefused, connection.Host, connection);
        }

        attempt.Show(LaneSignal.Slower);
        if (connection.Smtp.IsEndSent) Doubt(attempt);
        return outcomes.Of(RecipientOutcomeKind.Deferred, data, ContentRefused, connection.Host, connection);
    }

    // The message may have been taken, and only the word of it lost (RFC 1047). It is sent again: better twice than never.
    private static void Doubt(Attempt attempt)
    {
        attempt.IsDoubtful = true;
        GatewayMetrics.Doubtful();
    }

    // RFC 5321, section 4.5.3.1.10; old servers say 552.
    private static bool IsTooMany(SmtpReply reply) => reply switch
    {
        { Code: 452, Status: null } => true,
        { Code: 452 or 552, Status: { Subject: 5, Detail: 3 } } => true,
        _ => false,
    };
}
