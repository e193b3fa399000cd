using System.Buffers;
using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <content>Transactions.</content>
public sealed partial class SmtpClientConnection
{
    // Replies must never fill both buffers while both sides write.
    private const int RecipientsAtOnce = 100;

    /// <summary>
    /// Hands a message over: MAIL and every RCPT, then the message by BDAT (RFC 3030) where the server can and
    /// <see cref="SmtpClientOptions.UseChunking"/> allows it, otherwise by DATA with dot-stuffing (RFC 5321, section 4.5.2). Where the server can
    /// (RFC 2920), MAIL, up to 100 RCPTs, and DATA or a short message by BDAT go in one write. By both ways the same octets arrive: as given, whether or not the
    /// server offers 8BITMIME, and a message without a last CRLF is given one.
    /// </summary>
    /// <param name="envelope">Whose message goes to whom.</param>
    /// <param name="prefix">Header fields to go before the message, each ended by CRLF; may be empty.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Ends the transfer; the connection is then unusable.</param>
    /// <returns>
    /// What the server said. <see cref="SmtpClientFailure.SmtpUtf8NotOffered"/>, <see cref="SmtpClientFailure.RequireTlsNotOffered"/> and <see cref="SmtpClientFailure.TooBig"/> as the outcome of MAIL say that
    /// nothing was sent; the connection can then still be used.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The envelope has no recipient.</exception>
    /// <exception cref="InvalidDataException">
    /// The message holds a bare CR or LF, which is never sent: an error of the caller. The connection is then unusable and the server has not taken the message.
    /// </exception>
    public async ValueTask<SmtpTransferResult> TransferAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfZero(envelope.Recipients.Count, nameof(envelope));
        IsEndSent = false;
        OutgoingMessage message = new(prefix, body, _options.UseChunking && Capabilities.Chunking);
        if (Hindrance(envelope, message.Length) is var hindrance and not SmtpClientFailure.None) return new SmtpTransferResult(SmtpPeerReply.FromFailure(hindrance), [], null);
        if (HasUnaskedReply) return new SmtpTransferResult(await ReadUnaskedAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false), [], null);

        bool mayGoAhead = Capabilities.Pipelining && (!message.IsChunked || message.Length <= ShortLength)
            && (!envelope.RequireEveryRecipient || envelope.Recipients.Count == 1);
        List<SmtpPeerReply> recipients = new(envelope.Recipients.Count);
        SmtpPeerReply mail = await SendEnvelopeAsync(envelope, message, mayGoAhead, recipients, cancellationToken).ConfigureAwait(false);
        if (!IsUsable) return new SmtpTransferResult(mail, recipients, null);

        int accepted = 0;
        foreach (SmtpPeerReply recipient in recipients) accepted += recipient.IsPositive ? 1 : 0;
        bool wanted = mail.IsPositive && accepted > 0 && (accepted == envelope.Recipients.Count || !envelope.RequireEveryRecipient);
        SmtpPeerReply? data = null;
        if (mayGoAhead && recipients.Count == envelope.Recipients.Count)
            data = await FollowAsync(message, wanted, accepted, cancellationToken).ConfigureAwait(false);
        else if (wanted) data = await SendContentAsync(message, cancellationToken).ConfigureAwait(false);
        else if (mail.IsPositive) await CleanAsync(mail, cancellationToken).ConfigureAwait(false);
        return new SmtpTransferResult(mail, recipients, wanted ? data : null);
    }

    private SmtpClientFailure Hindrance(SmtpEnvelope envelope, long length)
    {
        if (!IsUsable) return SmtpClientFailure.ConnectionLost;
        if (envelope.Mail.Parameters.SmtpUtf8 && !Capabilities.SmtpUtf8) return SmtpClientFailure.SmtpUtf8NotOffered;
        // A notice goes on even where the demand cannot be passed on with it (RFC 8689, section 5).
        if (envelope.Mail is { Parameters.RequireTls: true, ReversePath.IsNull: false } && !(IsEncrypted && Capabilities.RequireTls)) return SmtpClientFailure.RequireTlsNotOffered;
        return length > Capabilities.MaximumSize ? SmtpClientFailure.TooBig : SmtpClientFailure.None;
    }

    /// <summary>MAIL and RCPT. Behind the last RCPT goes what may go ahead of the replies (RFC 2920, section 3.1): DATA, or a short message by BDAT.</summary>
    /// <returns>The outcome of MAIL.</returns>
    private async ValueTask<SmtpPeerReply> SendEnvelopeAsync(
        SmtpEnvelope envelope, OutgoingMessage message, bool mayGoAhead, List<SmtpPeerReply> replies, CancellationToken cancellationToken)
    {
        EnvelopeWriter.WriteMail(_output, envelope.Mail, Capabilities, message.Length);
        int atOnce = Capabilities.Pipelining ? RecipientsAtOnce : 1;
        SmtpPeerReply? mail = Capabilities.Pipelining ? null : Completed(await FlushAndReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
        for (int first = 0; first < envelope.Recipients.Count && mail is not { IsPositive: false }; first += atOnce)
        {
            int end = Math.Min(first + atOnce, envelope.Recipients.Count);
            for (int i = first; i < end; i++) EnvelopeWriter.WriteRecipient(_output, envelope.Recipients[i], Capabilities);
            if (mayGoAhead && end == envelope.Recipients.Count)
            {
                if (message.IsChunked) await WriteShortAsync(message, cancellationToken).ConfigureAwait(false);
                else _output.Write("DATA\r\n"u8);
            }

            // All that was asked before is answered, unless MAIL is under way still.
            if (mail is not null && HasUnaskedReply)
            {
                replies.Add(await ReadUnaskedAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
                break;
            }

            await FlushAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            mail ??= Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
            for (int i = first; i < end && IsUsable; i++)
                replies.Add(Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false)));
            if (!IsUsable) break;
        }

        return mail!;
    }

    /// <summary>Reads the reply to what went ahead, and goes on from there.</summary>
    private async ValueTask<SmtpPeerReply> FollowAsync(OutgoingMessage message, bool wanted, int accepted, CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await ReadAsync(message.IsChunked ? _options.DataEndTimeout : _options.DataStartTimeout, cancellationToken).ConfigureAwait(false);
        if (!IsUsable) return reply;
        if (message.IsChunked) return await EndChunksAsync(reply, wanted, cancellationToken).ConfigureAwait(false);
        if (reply.Reply is not { Code: 354 }) return reply.IsPositive ? Fail(SmtpClientFailure.ProtocolViolation) : await CleanAsync(reply, cancellationToken).ConfigureAwait(false);
        if (wanted) return await MessageAsync(message.Prefix, message.Body, cancellationToken).ConfigureAwait(false);
        // A server that wants a message without a sender, but for somebody, would deliver the empty one that ends the matter.
        if (accepted > 0) return Fail(SmtpClientFailure.ProtocolViolation);
        _output.Write(".\r\n"u8);
        return await CleanAsync(await FlushAndReadAsync(_options.DataEndTimeout, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SmtpPeerReply> SendContentAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (message.IsChunked) return await SendChunksAsync(message, cancellationToken).ConfigureAwait(false);
        SmtpPeerReply reply = await StartDataAsync(cancellationToken).ConfigureAwait(false);
        return reply.IsPositive
            ? await MessageAsync(message.Prefix, message.Body, cancellationToken).ConfigureAwait(false)
            : await CleanAsync(reply, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the server forget the transaction; one that does not is not used again.</summary>
    private async ValueTask<SmtpPeerReply> CleanAsync(SmtpPeerReply reply, CancellationToken cancellationToken)
    {
        if (IsUsable && !(await ResetAsync(cancellationToken).ConfigureAwait(false)).IsPositive) Abandon();
        return reply;
    }
}
