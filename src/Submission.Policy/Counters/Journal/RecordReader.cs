using System.Buffers.Binary;
using System.Text;

namespace Submission.Policy.Counters.Journal;

/// <summary>Reads what a <see cref="RecordBuffer"/> has written.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>The scope that was read last: most records share a few of them.</summary>
    private string _scope = "";

    /// <summary>Whether everything is read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>How many octets are left.</summary>
    public readonly int Left => _rest.Length;

    /// <exception cref="InvalidDataException">The record ends too early; so do the others.</exception>
    public byte Octet() => Take(1)[0];

    public long Integer() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public long Count()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte octet = Octet();
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return (long)value;
        }

        throw new InvalidDataException("A number in the journal has no end.");
    }

    /// <summary>A number of things that each take some octets of the rest.</summary>
    public int Count(int octetsEach)
    {
        long count = Count();
        return count >= 0 && count <= _rest.Length / octetsEach ? (int)count : throw new InvalidDataException("A record in the journal is too short.");
    }

    public string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    public CounterKey Key()
    {
        ReadOnlySpan<byte> scope = Take(Count(1));
        Span<char> characters = stackalloc char[128];
        bool isSame = scope.Length <= characters.Length && characters[..Encoding.UTF8.GetChars(scope, characters)].SequenceEqual(_scope);
        if (!isSame) _scope = string.Intern(Encoding.UTF8.GetString(scope));
        return new CounterKey(_scope, Text());
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw new InvalidDataException("A record in the journal is too short.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
