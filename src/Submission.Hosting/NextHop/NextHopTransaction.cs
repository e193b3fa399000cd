using Microsoft.Extensions.Logging;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Hosting.NextHop;

/// <summary>
/// One transaction with the next hop. A connection that breaks before the message is sent is replaced once, and what was said so far is said again; once the message
/// is under way nobody knows whether it was taken, so nothing is repeated. Used by one caller at a time.
/// </summary>
internal sealed class NextHopTransaction(NextHopPool pool, MailCommand mail, TransactionId id, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ResetTimeout = TimeSpan.FromSeconds(5);
    private static readonly SmtpPeerReply Lost = SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
    private readonly List<RcptCommand> _recipients = [];
    private NextHopConnection? _connection;
    private SmtpPeerReply? _refusedMail;
    private bool _wasReplaced;

    /// <summary>Whether the next hop takes nothing of this sender, so that its replies say nothing of recipients.</summary>
    public bool HasRefusedSender => _refusedMail is not null;

    /// <summary>Tells the next hop a recipient, and the sender before the first.</summary>
    /// <returns>The next hop's reply to RCPT, or to MAIL where it refused that.</returns>
    public async ValueTask<SmtpPeerReply> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken)
    {
        if (_refusedMail is not null) return _refusedMail;
        SmtpPeerReply? answered = null;
        if (_connection is null)
        {
            bool isFirst = _recipients.Count == 0;
            (SmtpPeerReply opened, answered) = await OpenAsync(mayBeIdle: isFirst, isFirst ? recipient : null, cancellationToken).ConfigureAwait(false);
            if (!opened.IsPositive) return IsLost(opened) ? opened : _refusedMail = opened;
            if (!await RepeatRecipientsAsync(cancellationToken).ConfigureAwait(false)) return Lost;
        }

        SmtpPeerReply reply = answered ?? await _connection!.Smtp.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        if (await MayTryAgainAsync(reply, "RCPT", cancellationToken).ConfigureAwait(false))
            reply = await _connection!.Smtp.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        if (IsLost(reply)) await DropAsync("RCPT", reply).ConfigureAwait(false);
        else if (reply.IsPositive) _recipients.Add(recipient);
        return reply;
    }

    /// <summary>Sends the message and ends the transaction.</summary>
    /// <param name="prefix">Header fields to go before it.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>The next hop's reply to the message, or to DATA where it refused that.</returns>
    public async ValueTask<SmtpPeerReply> MessageAsync(ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        if (_connection is null && !await ReopenAsync(cancellationToken).ConfigureAwait(false)) return Lost;
        SmtpPeerReply reply = await _connection!.Smtp.StartDataAsync(cancellationToken).ConfigureAwait(false);
        if (await MayTryAgainAsync(reply, "DATA", cancellationToken).ConfigureAwait(false))
            reply = await _connection.Smtp.StartDataAsync(cancellationToken).ConfigureAwait(false);
        if (!IsLost(reply) && !reply.IsPositive) return reply;
        if (reply.IsPositive) reply = await _connection.Smtp.MessageAsync(prefix, body, cancellationToken).ConfigureAwait(false);
        if (IsLost(reply)) await DropAsync("the message", reply).ConfigureAwait(false);
        else await ReturnAsync(isClean: true).ConfigureAwait(false);
        return reply;
    }

    /// <summary>Ends the transaction; where the message was not sent, the next hop forgets it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is null) return;
        bool isClean = false;
        try
        {
            using var timeout = new CancellationTokenSource(ResetTimeout);
            SmtpPeerReply reply = await _connection.Smtp.ResetAsync(timeout.Token).ConfigureAwait(false);
            isClean = reply.IsPositive;
        }
        catch (OperationCanceledException exception)
        {
            NextHopLog.Slow(logger, id.ToString(), exception);
        }
        finally
        {
            await ReturnAsync(isClean).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the connection is of no more use, whatever was said: 421 announces that the next hop closes it.</summary>
    public static bool IsLost(SmtpPeerReply reply) => reply.IsConnectionLost || reply.Reply is { Code: 421 or (>= 300 and < 400 and not 354) };

    /// <summary>Tells the sender on a connection, and with it the recipient, where one is given.</summary>
    private async ValueTask<(SmtpPeerReply Mail, SmtpPeerReply? Recipient)> OpenAsync(bool mayBeIdle, RcptCommand? recipient, CancellationToken cancellationToken)
    {
        _connection = await pool.TakeAsync(mayBeIdle, cancellationToken).ConfigureAwait(false);
        if (_connection is null) return (SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectFailed), null);
        bool wasIdle = _connection.Messages++ > 0;
        SmtpClientConnection smtp = _connection.Smtp;
        (SmtpPeerReply Mail, SmtpPeerReply? Recipient) reply = recipient is null
            ? (await smtp.MailAsync(mail, cancellationToken).ConfigureAwait(false), null)
            : await smtp.MailAndRecipientAsync(mail, recipient, cancellationToken).ConfigureAwait(false);
        if (!IsLost(reply.Mail)) return reply;

        // The next hop may have closed an idle connection long ago: that says nothing about the next hop.
        await DropAsync("MAIL", reply.Mail).ConfigureAwait(false);
        return wasIdle ? await OpenAsync(mayBeIdle: false, recipient, cancellationToken).ConfigureAwait(false) : reply;
    }

    private async ValueTask<bool> MayTryAgainAsync(SmtpPeerReply reply, string step, CancellationToken cancellationToken)
    {
        bool isBroken = reply.Failure == SmtpClientFailure.ConnectionLost || reply.Reply is { Code: 421 };
        if (!isBroken || _wasReplaced) return false;
        await DropAsync(step, reply).ConfigureAwait(false);
        return await ReopenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ReopenAsync(CancellationToken cancellationToken)
    {
        if (_wasReplaced) return false;
        _wasReplaced = true;
        (SmtpPeerReply opened, _) = await OpenAsync(mayBeIdle: false, recipient: null, cancellationToken).ConfigureAwait(false);
        if (opened.IsPositive) return await RepeatRecipientsAsync(cancellationToken).ConfigureAwait(false);
        if (_connection is not null) await DropAsync("MAIL", opened).ConfigureAwait(false);
        return false;
    }

    // The client has heard that these recipients are accepted, so a next hop that now refuses one gets nothing.
    private async ValueTask<bool> RepeatRecipientsAsync(CancellationToken cancellationToken)
    {
        foreach (RcptCommand recipient in _recipients)
        {
            SmtpPeerReply reply = await _connection!.Smtp.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
            if (!IsLost(reply) && reply.IsPositive) continue;
            await DropAsync("RCPT", reply).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private ValueTask DropAsync(string step, SmtpPeerReply reply)
    {
        if (_connection is null) return default;
        NextHopLog.Lost(logger, id.ToString(), step, reply);
        return ReturnAsync(isClean: false);
    }

    private ValueTask ReturnAsync(bool isClean)
    {
        if (_connection is null) return default;
        NextHopConnection connection = _connection;
        _connection = null;
        return pool.ReturnAsync(connection, isClean);
    }
}
