using System.Buffers;
using System.Buffers.Text;
using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <content>The message by BDAT (RFC 3030).</content>
public sealed partial class SmtpClientConnection
{
    // As much as may be sent in vain where every recipient is refused.
    private const int ShortLength = 32 * 1024;
    private const int ChunkLength = 256 * 1024;

    // "BDAT 262144 LAST" and its end.
    private const int HeadRoom = 32;

    // How many chunks may be without a reply where the server can take that.
    private const int ChunksAtOnce = 4;

    /// <summary>Writes a short message as its only chunk.</summary>
    private async ValueTask WriteShortAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            ChunkSource source = await ChunkSource.OpenAsync(message, cancellationToken).ConfigureAwait(false);
            int length = (int)source.Remaining;
            _output.Advance(WriteHead(_output.GetSpan(HeadRoom), length, isLast: true));
            await source.FillAsync(_output.GetMemory(length)[..length], cancellationToken).ConfigureAwait(false);
            _output.Advance(length);
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    private async ValueTask<SmtpPeerReply> SendChunksAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (message.Length <= ShortLength)
        {
            await WriteShortAsync(message, cancellationToken).ConfigureAwait(false);
            SmtpPeerReply reply = await FlushAndReadAsync(_options.DataEndTimeout, cancellationToken).ConfigureAwait(false);
            return IsUsable ? await EndChunksAsync(reply, wanted: true, cancellationToken).ConfigureAwait(false) : reply;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(HeadRoom + ChunkLength);
        try
        {
            return await SendChunksAsync(await ChunkSource.OpenAsync(message, cancellationToken).ConfigureAwait(false), buffer, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Half a message must never be followed by anything that could end it.
            Abandon();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<SmtpPeerReply> SendChunksAsync(ChunkSource source, byte[] buffer, CancellationToken cancellationToken)
    {
        int atOnce = Capabilities.Pipelining ? ChunksAtOnce : 1;
        int unanswered = 0;
        int kept = 0;
        while (true)
        {
            int filled = kept + await source.FillAsync(buffer.AsMemory(HeadRoom + kept, ChunkLength - kept), cancellationToken).ConfigureAwait(false);
            bool isLast = source.Remaining == 0;
            // Chunks end where lines end, if they can: there are servers that look at lines.
            int length = isLast ? filled : buffer.AsSpan(HeadRoom, filled).LastIndexOf((byte)'\n') + 1;
            if (length == 0) length = filled;
            if (unanswered == 0 && HasUnaskedReply) return await ReadUnaskedAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            bool isSent = await SendChunkAsync(buffer, length, isLast, cancellationToken).ConfigureAwait(false);
            unanswered++;
            while (unanswered > 0 && (unanswered >= atOnce || isLast || !isSent))
            {
                SmtpPeerReply reply = Completed(await ReadAsync(_options.DataEndTimeout, cancellationToken).ConfigureAwait(false));
                if (!IsUsable) return reply;
                unanswered--;
                if (!reply.IsPositive) return await GiveUpAsync(reply, unanswered, cancellationToken).ConfigureAwait(false);
                if (isLast && isSent && unanswered == 0) return reply;
            }

            // A yes to what was not all sent is no yes.
            if (!isSent) return Fail(SmtpClientFailure.ConnectionLost);
            kept = filled - length;
            buffer.AsSpan(HeadRoom + length, kept).CopyTo(buffer.AsSpan(HeadRoom));
        }
    }

    /// <summary>Sends a chunk in pieces, so that a slow line does not exceed the time that a block may take.</summary>
    private async ValueTask<bool> SendChunkAsync(byte[] buffer, int length, bool isLast, CancellationToken cancellationToken)
    {
        Span<byte> head = stackalloc byte[HeadRoom];
        int start = HeadRoom - WriteHead(head, length, isLast);
        head[..(HeadRoom - start)].CopyTo(buffer.AsSpan(start));
        int end = HeadRoom + length;
        while (start < end)
        {
            int piece = Math.Min(PieceLength, end - start);
            if (!await SendAsync(buffer.AsMemory(start, piece), _options.DataBlockTimeout, cancellationToken).ConfigureAwait(false)) return false;
            start += piece;
        }

        return true;
    }

    /// <summary>A chunk was refused: the replies to those that went ahead of that are read, and the server forgets the transaction.</summary>
    private async ValueTask<SmtpPeerReply> GiveUpAsync(SmtpPeerReply refusal, int unanswered, CancellationToken cancellationToken)
    {
        for (; unanswered > 0 && IsUsable; unanswered--) Completed(await ReadAsync(_options.DataEndTimeout, cancellationToken).ConfigureAwait(false));
        return IsUsable ? await EndChunksAsync(refusal, wanted: true, cancellationToken).ConfigureAwait(false) : Refusal(refusal);
    }

    /// <summary>Judges the reply to the last chunk, or to the one that was refused.</summary>
    private async ValueTask<SmtpPeerReply> EndChunksAsync(SmtpPeerReply reply, bool wanted, CancellationToken cancellationToken)
    {
        reply = Completed(reply);
        if (IsUsable && Refusal(reply) is { Failure: SmtpClientFailure.ChunkingRefused } && (wanted || reply.Reply is { Code: not 503 })) return Fail(SmtpClientFailure.ChunkingRefused);
        if (!IsUsable) return reply;
        if (!reply.IsPositive || !wanted) return await CleanAsync(reply, cancellationToken).ConfigureAwait(false);
        if (!_replies.HasMore) return reply;
        // One reply too many: which was the one to the message? Unless it is the word that the server closes now.
        SmtpPeerReply more = await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        return more.Reply is { Code: 421 } ? reply : Fail(SmtpClientFailure.ProtocolViolation);
    }

    /// <summary>Tells a refusal of BDAT itself from one of the message: 503 is it too, for the transaction was begun.</summary>
    private static SmtpPeerReply Refusal(SmtpPeerReply reply) =>
        reply.Reply is { Code: 500 or 502 or 503 or 504 } ? SmtpPeerReply.FromFailure(SmtpClientFailure.ChunkingRefused) : reply;

    private static int WriteHead(Span<byte> target, int length, bool isLast)
    {
        "BDAT "u8.CopyTo(target);
        Utf8Formatter.TryFormat(length, target[5..], out int digits);
        ReadOnlySpan<byte> end = isLast ? " LAST\r\n"u8 : "\r\n"u8;
        end.CopyTo(target[(5 + digits)..]);
        return 5 + digits + end.Length;
    }
}
