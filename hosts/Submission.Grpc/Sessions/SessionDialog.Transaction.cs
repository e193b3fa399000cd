using Submission.Grpc.Calls;
using Submission.Grpc.Mapping;
using Submission.Smtp.Content;

namespace Submission.Grpc.Sessions;

internal sealed partial class SessionDialog
{
    private async ValueTask<Verdict> MailAsync(Wire.Mail mail, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        RefuseWithinTransaction("mail");
        EmailAddress? sender = FactReader.ReversePath(mail, "mail");
        MailParameters? parameters = FactReader.Parameters(mail, "mail");
        response.Stage = Wire.Stage.Mail;
        if (sender is null)
        {
            _state = DialogState.Refused;
            _log.Verdict(PolicyStage.Mail, HostVerdicts.BadSender);
            return HostVerdicts.BadSender;
        }

        _sender = sender;
        _hasRefusedRecipient = false;
        _transaction = _session!.BeginTransaction();
        _transactionId = _transaction.Id.ToString();
        Verdict verdict = await services.JudgeAsync(_transaction.MailAsync(sender, parameters, cancellationToken), _transaction.Id, cancellationToken);
        _log.Verdict(PolicyStage.Mail, verdict, _transaction.Id, sender);
        if (verdict.IsAccepted) _state = DialogState.Open;
        else await EndTransactionAsync(DialogState.Refused);
        return Noticed(verdict);
    }

    private async ValueTask<Verdict> RecipientAsync(Wire.Rcpt rcpt, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        if (_state == DialogState.Refused) return HostVerdicts.AfterRefusal;
        if (_state != DialogState.Open) throw CallErrors.OutOfOrder("rcpt", "mail comes first");
        PolicyTransaction transaction = _transaction!;
        EmailAddress? recipient = FactReader.ForwardPath(rcpt, "rcpt");
        response.Stage = Wire.Stage.Rcpt;
        Verdict verdict = HostVerdicts.BadRecipient;
        if (transaction.Recipients.Count >= FactReader.MaximumRecipients) verdict = HostVerdicts.TooManyRecipients;
        else if (recipient is not null) verdict = await services.JudgeAsync(transaction.RecipientAsync(recipient, cancellationToken), transaction.Id, cancellationToken);
        _log.Verdict(PolicyStage.Rcpt, verdict, transaction.Id, _sender, recipient);
        if (verdict.IsAccepted) return verdict;
        _hasRefusedRecipient = true;
        return Noticed(verdict);
    }

    private void TakeData(Wire.MessageData data)
    {
        if (_session is null) throw CallErrors.OutOfOrder("message_data", "connect comes first");
        if (_closing is not null || _state == DialogState.Refused) return;
        if (_state != DialogState.Open || (_transaction!.Recipients.Count == 0 && !_hasRefusedRecipient)) throw CallErrors.OutOfOrder("message_data", "rcpt comes first");
        if (_transaction.Recipients.Count > 0) _intake.Append(data.Octets.Span);
    }

    private async ValueTask<Verdict> MessageAsync(Wire.Message message, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        if (_state == DialogState.Refused) return HostVerdicts.AfterRefusal;
        if (_state != DialogState.Open) throw CallErrors.OutOfOrder("message", _state == DialogState.Accepted ? "the message has been judged" : "mail comes first");
        PolicyTransaction transaction = _transaction!;
        if (transaction.Recipients.Count == 0)
        {
            if (!_hasRefusedRecipient) throw CallErrors.OutOfOrder("message", "rcpt comes first");
            await EndTransactionAsync(DialogState.Refused);
            return HostVerdicts.NoRecipients;
        }

        response.Stage = Wire.Stage.Message;
        Verdict verdict;
        if (_intake.TryComplete(out MessageBody? octets, out ContentFault fault))
        {
            MessageFacts facts = FactReader.Message(message, octets, "message");
            verdict = await services.JudgeAsync(transaction.MessageAsync(facts, cancellationToken), transaction.Id, cancellationToken);
        }
        else
        {
            verdict = HostVerdicts.Unspooled(fault);
        }

        response.Spam = VerdictMessages.Of(transaction.Spam);
        _log.Verdict(PolicyStage.Message, verdict, transaction.Id, _sender);
        _intake.Clear();
        if (verdict.IsAccepted) _state = DialogState.Accepted;
        else await EndTransactionAsync(DialogState.Refused);
        return Noticed(verdict);
    }

    private ValueTask<Verdict> WithdrawRecipient()
    {
        if (_state == DialogState.Refused) return new(HostVerdicts.AfterRefusal);
        if (_state != DialogState.Open || _transaction!.Recipients.Count == 0) throw CallErrors.OutOfOrder("withdraw_recipient", "an accepted rcpt comes first");
        _transaction.WithdrawRecipient();
        // Were it the only one, the mail server might tell the message all the same.
        _hasRefusedRecipient = true;
        return new(Verdict.Accept);
    }

    private async ValueTask<Verdict> CommitAsync(Wire.SessionResponse response)
    {
        if (_state == DialogState.Refused) return HostVerdicts.AfterRefusal;
        if (_state != DialogState.Accepted) throw CallErrors.OutOfOrder("commit", "an accepted message comes first");
        PolicyTransaction transaction = _transaction!;
        // The message has been taken over: a caller that goes away now changes nothing.
        response.Charged = await transaction.CommitAsync(CancellationToken.None);
        if (!response.Charged) NotCharged(services.Logger, transaction.Id);
        await EndTransactionAsync(DialogState.Idle);
        return Verdict.Accept;
    }

    private async ValueTask<Verdict> ResetAsync()
    {
        await EndTransactionAsync(DialogState.Idle);
        return Verdict.Accept;
    }

    private async ValueTask EndTransactionAsync(DialogState next)
    {
        _state = next;
        _sender = null;
        _intake.Clear();
        if (_transaction is not { } transaction) return;
        _transaction = null;
        await transaction.DisposeAsync();
    }
}
