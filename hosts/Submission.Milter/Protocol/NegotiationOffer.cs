using System.Buffers.Binary;

namespace Submission.Milter.Protocol;

/// <summary>What a mail server can do, and what it would leave out, as it says first of all.</summary>
/// <param name="Version">The highest version of the protocol that it speaks.</param>
/// <param name="Actions">What it lets a milter do.</param>
/// <param name="Steps">What it can leave out or do without an answer.</param>
internal readonly record struct NegotiationOffer(uint Version, MilterActions Actions, MilterSteps Steps)
{
    private const int Size = 12;

    public static bool TryRead(ReadOnlySpan<byte> data, out NegotiationOffer offer)
    {
        offer = default;
        // Later versions may say more, which is not for us.
        if (data.Length < Size) return false;
        offer = new NegotiationOffer(
            BinaryPrimitives.ReadUInt32BigEndian(data),
            (MilterActions)BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
            (MilterSteps)BinaryPrimitives.ReadUInt32BigEndian(data[8..]));
        return true;
    }
}
