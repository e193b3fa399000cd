using System.Buffers;
using System.Buffers.Binary;

namespace Submission.Milter.Protocol;

/// <summary>A packet: four octets of length, the command, its data. Valid for as long as the buffer is from which it was read.</summary>
internal readonly struct MilterPacket(MilterCommand command, ReadOnlySequence<byte> data)
{
    private const int LengthSize = 4;

    public MilterCommand Command { get; } = command;

    public ReadOnlySequence<byte> Data { get; } = data;

    /// <summary>Takes a packet off.</summary>
    /// <param name="buffer">What has been received; afterwards what follows the packet.</param>
    /// <param name="limit">The longest packet without its length.</param>
    /// <param name="packet">The packet where there is one.</param>
    public static PacketState TryRead(ref ReadOnlySequence<byte> buffer, int limit, out MilterPacket packet)
    {
        packet = default;
        if (buffer.Length < LengthSize) return PacketState.Incomplete;
        uint length = ReadLength(buffer);
        if (length == 0) return PacketState.Empty;
        if (length > (uint)limit) return PacketState.TooLong;
        if (buffer.Length < LengthSize + length) return PacketState.Incomplete;
        ReadOnlySequence<byte> content = buffer.Slice(LengthSize, length);
        packet = new MilterPacket((MilterCommand)content.FirstSpan[0], content.Slice(1));
        buffer = buffer.Slice(content.End);
        return PacketState.Complete;
    }

    private static uint ReadLength(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.FirstSpan.Length >= LengthSize) return BinaryPrimitives.ReadUInt32BigEndian(buffer.FirstSpan);
        Span<byte> octets = stackalloc byte[LengthSize];
        buffer.Slice(0, LengthSize).CopyTo(octets);
        return BinaryPrimitives.ReadUInt32BigEndian(octets);
    }
}
