using System.Buffers.Binary;
using System.Text;

namespace Submission.Gateway.Queue.Storage;

/// <summary>Puts a checksum behind what is stored, over it and over what stands beside it in the row, so that a flipped bit never sends mail elsewhere.</summary>
internal static class Seal
{
    private const int Length = 4;

    public static byte[] Close(ReadOnlySpan<byte> octets, string beside, ReadOnlySpan<byte> more = default)
    {
        byte[] sealedOctets = new byte[octets.Length + Length];
        octets.CopyTo(sealedOctets);
        BinaryPrimitives.WriteUInt32LittleEndian(sealedOctets.AsSpan(octets.Length), Compute(octets, beside, more));
        return sealedOctets;
    }

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> sealedOctets, string beside, ReadOnlySpan<byte> more = default)
    {
        if (sealedOctets.Length < Length) throw new InvalidDataException("What is stored of a message is damaged.");
        ReadOnlySpan<byte> octets = sealedOctets[..^Length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(sealedOctets[^Length..]) != Compute(octets, beside, more)) throw new InvalidDataException("What is stored of a message is damaged.");
        return octets;
    }

    private static uint Compute(ReadOnlySpan<byte> octets, string beside, ReadOnlySpan<byte> more)
    {
        uint checksum = Checksum.Append(Checksum.Start, octets);
        Span<byte> text = beside.Length <= 256 ? stackalloc byte[768] : new byte[beside.Length * 3];
        checksum = Checksum.Append(checksum, text[..Encoding.UTF8.GetBytes(beside, text)]);
        return ~Checksum.Append(checksum, more);
    }
}
