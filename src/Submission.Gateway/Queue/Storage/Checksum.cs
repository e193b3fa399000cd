using System.Buffers.Binary;
using System.Numerics;

namespace Submission.Gateway.Queue.Storage;

/// <summary>CRC-32C (Castagnoli), by which what was damaged on the disk is found.</summary>
internal static class Checksum
{
    public const uint Start = 0xFFFFFFFF;

    /// <summary>Goes on with more octets; what comes out is to be inverted at the end.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= 8)
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[8..];
        }

        foreach (byte octet in octets) checksum = BitOperations.Crc32C(checksum, octet);
        return checksum;
    }

    public static uint Of(ReadOnlySpan<byte> octets) => ~Append(Start, octets);
}
