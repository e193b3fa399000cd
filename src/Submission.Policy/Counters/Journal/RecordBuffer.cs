using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Submission.Policy.Counters.Journal;

/// <summary>Octets that grow and are used again. Not thread-safe.</summary>
internal sealed class RecordBuffer
{
    private const int KeptCapacity = 4 << 20;

    // How often in a row it is used for less than a quarter of its memory before it gives it back: of a snapshot's log there is less than of other times, for as many writes.
    private const int Patience = 1024;

    private byte[] _octets = [];
    private int _timesTooLarge;

    /// <summary>How many octets are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written, until the next call.</summary>
    public ReadOnlyMemory<byte> Content => _octets.AsMemory(0, Length);

    /// <summary>What is written, to be changed before the next call.</summary>
    public Span<byte> Written => _octets.AsSpan(0, Length);

    /// <summary>Forgets what is written, and the memory of an unusual time.</summary>
    public void Clear()
    {
        _timesTooLarge = _octets.Length > KeptCapacity && Length < _octets.Length / 4 ? _timesTooLarge + 1 : 0;
        Length = 0;
        if (_timesTooLarge < Patience) return;
        _octets = [];
        _timesTooLarge = 0;
    }

    /// <summary>Leaves room for what is known later only.</summary>
    public void Skip(int octets)
    {
        Ensure(octets);
        Length += octets;
    }

    /// <summary>Adds an octet.</summary>
    public void Write(byte value)
    {
        Ensure(1);
        _octets[Length++] = value;
    }

    /// <summary>Adds eight octets.</summary>
    public void Write(long value)
    {
        Ensure(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_octets.AsSpan(Length), value);
        Length += sizeof(long);
    }

    /// <summary>Adds a number that is mostly small and never negative.</summary>
    public void WriteCount(long value)
    {
        Ensure(10);
        ulong rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) _octets[Length++] = (byte)(rest | 0x80);
        _octets[Length++] = (byte)rest;
    }

    /// <summary>Adds a text.</summary>
    public void Write(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        WriteCount(length);
        Ensure(length);
        Length += Encoding.UTF8.GetBytes(text, _octets.AsSpan(Length));
    }

    /// <summary>Adds the name of a counter.</summary>
    public void Write(in CounterKey key)
    {
        Write(key.Scope);
        Write(key.Subject);
    }

    /// <summary>Adds octets.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        Ensure(octets.Length);
        octets.CopyTo(_octets.AsSpan(Length));
        Length += octets.Length;
    }

    private void Ensure(int more)
    {
        if (_octets.Length - Length < more) Array.Resize(ref _octets, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(256, Length + more)));
    }
}
