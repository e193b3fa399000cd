using System.Buffers;
using Google.Protobuf;

namespace Submission.Policy.Client.Sessions;

/// <summary>Sends the octets of a message in pieces, one after the other, so that a large message is never in memory.</summary>
internal static class MessagePieces
{
    private const int PieceLength = 64 * 1024;

    public static async Task SendAsync(FactStream stream, Stream octets, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int length;
            bool isFirst = true;
            do
            {
                length = await octets.ReadAtLeastAsync(buffer.AsMemory(0, PieceLength), PieceLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                // An empty message is told by an empty piece: none at all would mean that its octets are not known.
                if (length == 0 && !isFirst) return;
                var piece = new Wire.MessageData { Octets = ByteString.CopyFrom(buffer, 0, length) };
                await stream.TellAsync(new Wire.SessionRequest { MessageData = piece }, cancellationToken).ConfigureAwait(false);
                isFirst = false;
            }
            while (length == PieceLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
