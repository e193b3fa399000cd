using System.Buffers;
using CsCheck;
using Submission.Milter.Protocol;

namespace Submission.Milter.Tests.Protocol;

public sealed class MilterPacketTests
{
    private static readonly Gen<(char Command, byte[] Data)> AnyPacket = Gen.Select(Gen.Char['A', 'Z'], Gen.Byte.Array[0, 300]);

    [Fact]
    public void TryRead_PacketsCutAnywhere_AreReadAsTheyWereWritten() => Gen.Select(AnyPacket.List[0, 8], Gen.Int[0, 40].Array[0, 60]).Sample((packets, sizes) =>
    {
        byte[] wire = [.. packets.SelectMany(static packet => Packets.Of(packet.Command, packet.Data))];
        ReadOnlySequence<byte> buffer = Pieces.Cut(wire, sizes);
        foreach ((char command, byte[] data) in packets)
        {
            Assert.Equal(PacketState.Complete, MilterPacket.TryRead(ref buffer, 1000, out MilterPacket packet));
            Assert.Equal(command, (char)packet.Command);
            Assert.Equal(data, packet.Data.ToArray());
        }

        Assert.Equal(PacketState.Incomplete, MilterPacket.TryRead(ref buffer, 1000, out _));
        Assert.True(buffer.IsEmpty);
    });

    [Fact]
    public void TryRead_PacketThatHasNotCompletelyArrived_TakesNothing() => Gen.Select(AnyPacket, Gen.Double[0, 1]).Sample((packet, share) =>
    {
        byte[] wire = Packets.Of(packet.Command, packet.Data);
        var buffer = new ReadOnlySequence<byte>(wire, 0, (int)(share * (wire.Length - 1)));
        long before = buffer.Length;

        Assert.Equal(PacketState.Incomplete, MilterPacket.TryRead(ref buffer, 1000, out _));
        Assert.Equal(before, buffer.Length);
    });

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, PacketState.Empty)]
    [InlineData(new byte[] { 0, 0, 0, 101 }, PacketState.TooLong)]
    [InlineData(new byte[] { 0x7f, 0xff, 0xff, 0xff }, PacketState.TooLong)]
    [InlineData(new byte[] { 0x80, 0, 0, 0 }, PacketState.TooLong)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff }, PacketState.TooLong)]
    [InlineData(new byte[] { 0, 0, 0, 100 }, PacketState.Incomplete)]
    public void TryRead_LengthOutOfBounds_IsToldByItsFourOctets(byte[] length, object expected)
    {
        var buffer = new ReadOnlySequence<byte>(length);
        Assert.Equal((PacketState)expected, MilterPacket.TryRead(ref buffer, 100, out _));
    }
}
