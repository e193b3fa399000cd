using System.Buffers;

namespace Submission.Milter.Tests.Protocol;

/// <summary>Octets in pieces, as they may arrive.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    private Pieces(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    /// <summary>Cuts octets into pieces.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="sizes">The sizes of the pieces; the last one goes on to the end.</param>
    public static ReadOnlySequence<byte> Cut(byte[] octets, params ReadOnlySpan<int> sizes)
    {
        Pieces? first = null;
        Pieces? last = null;
        int start = 0;
        for (int i = 0; i <= sizes.Length; i++)
        {
            int size = i == sizes.Length ? octets.Length - start : Math.Min(sizes[i], octets.Length - start);
            var piece = new Pieces(octets.AsMemory(start, size), start);
            start += size;
            first ??= piece;
            if (last is not null) last.Next = piece;
            last = piece;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }
}
