using System.Buffers.Binary;
using System.Text;

namespace Submission.Milter.Tests.Protocol;

/// <summary>Writes packets as a mail server does.</summary>
internal static class Packets
{
    public static byte[] Of(char command, params ReadOnlySpan<byte> data)
    {
        byte[] packet = new byte[5 + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)data.Length + 1);
        packet[4] = (byte)command;
        data.CopyTo(packet.AsSpan(5));
        return packet;
    }

    /// <summary>A packet of texts.</summary>
    public static byte[] Texts(char command, params IEnumerable<string> texts) => Of(command, Join(texts));

    public static byte[] Macros(char command, params IEnumerable<string> namesAndValues) => Of('D', [(byte)command, .. Join(namesAndValues)]);

    public static byte[] Negotiation(uint version, uint actions, uint steps)
    {
        byte[] data = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(data, version);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), actions);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(8), steps);
        return Of('O', data);
    }

    public static byte[] Client(string address) =>
        Of('C', [.. "client.example\0"u8, (byte)(address.Contains(':', StringComparison.Ordinal) ? '6' : '4'), 0x30, 0x39, .. Encoding.ASCII.GetBytes(address), 0]);

    private static byte[] Join(IEnumerable<string> texts) => [.. texts.SelectMany(static text => (byte[])[.. Encoding.UTF8.GetBytes(text), 0])];
}
