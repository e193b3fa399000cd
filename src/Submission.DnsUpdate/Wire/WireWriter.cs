using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Submission.DnsUpdate.Wire;

/// <summary>Writes messages of DNS (RFC 1035, section 4). Not thread-safe.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _octets = new(512);

    public int Length => _octets.WrittenCount;

    public byte[] ToArray() => _octets.WrittenSpan.ToArray();

    public WireWriter Octets(ReadOnlySpan<byte> octets)
    {
        _octets.Write(octets);
        return this;
    }

    public WireWriter Byte(byte value) => Octets([value]);

    public WireWriter Short(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_octets.GetSpan(2), (ushort)value);
        _octets.Advance(2);
        return this;
    }

    public WireWriter Long(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_octets.GetSpan(4), value);
        _octets.Advance(4);
        return this;
    }

    /// <summary>A time of TSIG: seconds in 48 bits.</summary>
    public WireWriter Time(long seconds) => Short((int)(seconds >> 32)).Long((uint)seconds);

    /// <summary>A name in lower case, as signatures have it (RFC 8945, section 4.3.3).</summary>
    public WireWriter Name(string name)
    {
        foreach (string label in name.ToLowerInvariant().Split('.')) Byte((byte)label.Length).Octets(Encoding.ASCII.GetBytes(label));
        return Byte(0);
    }
}
