using System.Buffers.Binary;
using System.Text;

namespace Submission.DnsUpdate.Wire;

/// <summary>Reads messages of DNS; what is not there, or points anywhere but back, ends the reading.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message, int position)
{
    private const int MostPointers = 32;
    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; } = position;

    public bool TryShort(out int value)
    {
        value = 0;
        if (!TryOctets(2, out ReadOnlySpan<byte> octets)) return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return true;
    }

    public bool TryLong(out uint value)
    {
        value = 0;
        if (!TryOctets(4, out ReadOnlySpan<byte> octets)) return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return true;
    }

    public bool TryOctets(int length, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (length > _message.Length - Position) return false;
        octets = _message.Slice(Position, length);
        Position += length;
        return true;
    }

    public bool TryName(out string name)
    {
        var text = new StringBuilder();
        int at = Position;
        int end = -1;
        name = "";
        for (int pointers = 0; at < _message.Length && text.Length <= 255;)
        {
            int length = _message[at];
            if (length == 0)
            {
                Position = end < 0 ? at + 1 : end;
                name = text.ToString();
                return true;
            }

            if (length >= 0xC0)
            {
                if (at + 1 >= _message.Length || ++pointers > MostPointers) return false;
                if (end < 0) end = at + 2;
                int target = ((length & 0x3F) << 8) | _message[at + 1];
                if (target >= at) return false;
                at = target;
                continue;
            }

            if (length > 63 || at + 1 + length > _message.Length) return false;
            if (text.Length > 0) text.Append('.');
            text.Append(Encoding.Latin1.GetString(_message.Slice(at + 1, length)).ToLowerInvariant());
            at += 1 + length;
        }

        return false;
    }
}
