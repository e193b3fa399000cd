using System.Buffers;
using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <content>The message by DATA.</content>
public sealed partial class SmtpClientConnection
{
    private const int PieceLength = 32 * 1024;

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
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
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
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
