using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <content>Transactions.</content>
public sealed partial class SmtpClientConnection
{
    private const int PieceLength = 32 * 1024;

    // Replies must never fill both buffers while both sides write.
    private const int RecipientsAtOnce = 100;

    /// <summary>
    /// Hands a message over: MAIL and every RCPT (in one write where the server can), then DATA with dot-stuffing (RFC 5321, section 4.5.2).
    /// A message without a last CRLF is given one.
    /// </summary>
    /// <param name="envelope">Whose message goes to whom.</param>
    /// <param name="prefix">Header fields to go before the message, each ended by CRLF; may be empty.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Ends the transfer; the connection is then unusable.</param>
    /// <exception cref="ArgumentOutOfRangeException">The envelope has no recipient.</exception>
    /// <exception cref="InvalidDataException">
    /// The message holds a bare CR or LF, which is never sent: an error of the caller. The connection is then unusable and the server has not taken the message.
    /// </exception>
    public async ValueTask<SmtpTransferResult> TransferAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfZero(envelope.Recipients.Count, nameof(envelope));
        if (!IsUsable) return new SmtpTransferResult(SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost), [], null);
        if (envelope.Mail.Parameters.SmtpUtf8 && !Capabilities.SmtpUtf8)
            return new SmtpTransferResult(SmtpPeerReply.FromFailure(SmtpClientFailure.SmtpUtf8NotOffered), [], null);

        if (HasUnaskedReply) return new SmtpTransferResult(await ReadUnaskedAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false), [], null);

        EnvelopeWriter.WriteMail(_output, envelope.Mail, Capabilities, prefix.Length + body.Length);
        SmtpPeerReply? mail = Capabilities.Pipelining ? null : Completed(await FlushAndReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
        if (mail is { IsPositive: false }) return new SmtpTransferResult(mail, [], null);

        List<SmtpPeerReply> recipients = new(envelope.Recipients.Count);
        mail = await SendRecipientsAsync(envelope, mail, recipients, cancellationToken).ConfigureAwait(false);
        int accepted = 0;
        foreach (SmtpPeerReply recipient in recipients) accepted += recipient.IsPositive ? 1 : 0;
        bool wanted = accepted > 0 && (accepted == envelope.Recipients.Count || !envelope.RequireEveryRecipient);
        if (mail.IsPositive && wanted && IsUsable)
            return new SmtpTransferResult(mail, recipients, await SendDataAsync(prefix, body, cancellationToken).ConfigureAwait(false));

        if (mail.IsPositive && IsUsable) await ResetAsync(cancellationToken).ConfigureAwait(false);
        return new SmtpTransferResult(mail, recipients, null);
    }

    private async ValueTask<SmtpPeerReply> SendRecipientsAsync(SmtpEnvelope envelope, SmtpPeerReply? mail, List<SmtpPeerReply> replies, CancellationToken cancellationToken)
    {
        int atOnce = Capabilities.Pipelining ? RecipientsAtOnce : 1;
        for (int first = 0; first < envelope.Recipients.Count && mail is not { IsPositive: false }; first += atOnce)
        {
            int end = Math.Min(first + atOnce, envelope.Recipients.Count);
            for (int i = first; i < end; i++) EnvelopeWriter.WriteRecipient(_output, envelope.Recipients[i], Capabilities);
            await FlushAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            mail ??= Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false));
            for (int i = first; i < end && IsUsable; i++)
                replies.Add(Completed(await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false)));
            if (!IsUsable) break;
        }

        return mail!;
    }

    private async ValueTask<SmtpPeerReply> SendDataAsync(ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await StartDataAsync(cancellationToken).ConfigureAwait(false);
        return reply.IsPositive
            ? await MessageAsync(prefix, body, cancellationToken).ConfigureAwait(false)
            : await CleanAsync(reply, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SmtpPeerReply> CleanAsync(SmtpPeerReply reply, CancellationToken cancellationToken)
    {
        if (IsUsable) await ResetAsync(cancellationToken).ConfigureAwait(false);
        return reply;
    }

    /// <summary>Sends a message.</summary>
    /// <returns>Whether all was sent, and the server was silent until then.</returns>
    private async ValueTask<bool> SendMessageAsync(ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        DotEncoder encoder = new();
        encoder.Encode(prefix.Span, _output);
        if (body.TryGetMemory(out ReadOnlyMemory<byte> whole))
        {
            for (int offset = 0; offset < whole.Length; offset += PieceLength)
            {
                encoder.Encode(whole.Span.Slice(offset, Math.Min(PieceLength, whole.Length - offset)), _output);
                if (whole.Length - offset > PieceLength && !await FlushAsync(_options.DataBlockTimeout, cancellationToken).ConfigureAwait(false)) return false;
            }
        }
        else if (!await SendPiecesAsync(encoder, body, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        bool isSilent = !HasUnaskedReply;
        encoder.End(_output);
        return await FlushAsync(_options.DataBlockTimeout, cancellationToken).ConfigureAwait(false) && isSilent;
    }

    private async ValueTask<bool> SendPiecesAsync(DotEncoder encoder, MessageBody body, CancellationToken cancellationToken)
    {
        byte[] piece = System.Buffers.ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int read;
            for (long offset = 0; (read = await body.ReadAsync(offset, piece, cancellationToken).ConfigureAwait(false)) > 0; offset += read)
            {
                encoder.Encode(piece.AsSpan(0, read), _output);
                if (!await FlushAsync(_options.DataBlockTimeout, cancellationToken).ConfigureAwait(false)) return false;
            }

            return true;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
