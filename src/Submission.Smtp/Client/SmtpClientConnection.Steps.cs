using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Client;

/// <content>A transaction step by step, for a host that must answer each step before it knows the next.</content>
public sealed partial class SmtpClientConnection
{
    /// <summary>MAIL. Parameters that the server does not offer are left out; SIZE is what the command declares.</summary>
    /// <param name="mail">The sender.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is then unusable.</param>
    public async ValueTask<SmtpPeerReply> MailAsync(MailCommand mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (!IsUsable) return SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
        if (mail.Parameters.SmtpUtf8 && !Capabilities.SmtpUtf8) return SmtpPeerReply.FromFailure(SmtpClientFailure.SmtpUtf8NotOffered);
        EnvelopeWriter.WriteMail(_output, mail, Capabilities, mail.Parameters.Size);
        return Completed(await FlushAndReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>RCPT, after a positive answer to MAIL. Parameters that the server does not offer are left out.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is then unusable.</param>
    public async ValueTask<SmtpPeerReply> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (!IsUsable) return SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
        EnvelopeWriter.WriteRecipient(_output, recipient, Capabilities);
        return Completed(await FlushAndReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>MAIL and the first RCPT, in one write where the server can (RFC 2920). Parameters that the server does not offer are left out.</summary>
    /// <param name="mail">The sender.</param>
    /// <param name="recipient">The first recipient.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is then unusable.</param>
    /// <returns>The answer to MAIL, and after a positive one that to RCPT.</returns>
    public async ValueTask<(SmtpPeerReply Mail, SmtpPeerReply? Recipient)> MailAndRecipientAsync(MailCommand mail, RcptCommand recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(recipient);
        bool isTogether = Capabilities.Pipelining && IsUsable && !(mail.Parameters.SmtpUtf8 && !Capabilities.SmtpUtf8) && !HasUnaskedReply;
        if (!isTogether)
        {
            SmtpPeerReply first = await MailAsync(mail, cancellationToken).ConfigureAwait(false);
            return (first, first.IsPositive ? await RecipientAsync(recipient, cancellationToken).ConfigureAwait(false) : null);
        }

        EnvelopeWriter.WriteMail(_output, mail, Capabilities, mail.Parameters.Size);
        EnvelopeWriter.WriteRecipient(_output, recipient, Capabilities);
        await FlushAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        SmtpPeerReply sender = Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
        if (!IsUsable) return (sender, null);
        // Without a sender it is refused too, and the answer must be read all the same; one that is not would make the next message this recipient's.
        SmtpPeerReply to = Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
        if (sender.IsPositive) return (sender, to);
        if (to.IsPositive) await CleanAsync(to, cancellationToken).ConfigureAwait(false);
        return (sender, null);
    }

    /// <summary>DATA, after a positive answer to at least one RCPT. After a positive answer (354) nothing but the message may follow.</summary>
    /// <param name="cancellationToken">Ends the wait; the connection is then unusable.</param>
    public async ValueTask<SmtpPeerReply> StartDataAsync(CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await AskAsync("DATA\r\n"u8, _options.DataStartTimeout, cancellationToken).ConfigureAwait(false);
        return reply.IsPositive && reply.Reply is not { Code: 354 } ? Fail(SmtpClientFailure.ProtocolViolation) : reply;
    }

    /// <summary>The message with dot-stuffing (RFC 5321, section 4.5.2), after a positive answer to DATA. A message without a last CRLF is given one.</summary>
    /// <param name="prefix">Header fields to go before the message, each ended by CRLF; may be empty.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Ends the transfer; the connection is then unusable.</param>
    /// <exception cref="InvalidDataException">
    /// The message holds a bare CR or LF, which is never sent: an error of the caller. The connection is then unusable and the server has not taken the message.
    /// </exception>
    public async ValueTask<SmtpPeerReply> MessageAsync(ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!IsUsable) return SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
        bool isSent;
        try
        {
            isSent = await SendMessageAsync(prefix, body, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Half a message must never be followed by anything that could end it.
            Abandon();
            throw;
        }

        SmtpPeerReply reply = await ReadAsync(_options.DataEndTimeout, cancellationToken).ConfigureAwait(false);
        // A yes to what was not all there yet is a yes to something else.
        return reply.Reply is { Code: < 200 or (>= 300 and < 400) } || (reply.IsPositive && !isSent) ? Fail(SmtpClientFailure.ProtocolViolation) : reply;
    }
}
