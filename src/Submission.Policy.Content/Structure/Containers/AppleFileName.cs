using System.Buffers.Binary;

namespace Submission.Policy.Content.Structure.Containers;

/// <summary>Finds the name of a file in AppleSingle or AppleDouble (RFC 1740): the entry that holds the real name.</summary>
internal sealed class AppleFileName(MessageReading reading) : ContentSink
{
    private const uint AppleSingle = 0x00051600;
    private const uint AppleDouble = 0x00051607;
    private const int HeaderLength = 26;
    private const int EntryLength = 12;
    private const uint RealName = 3;
    private const int LongestName = 1024;

    private readonly byte[] _entry = new byte[HeaderLength];
    private readonly byte[] _name = new byte[LongestName];
    private long _position;
    private int _entryLength;
    private int _entriesLeft = -1;
    private long _nameStart = -1;
    private long _nameEnd;
    private int _nameLength;

    /// <inheritdoc />
    public override bool IsDone => _entriesLeft == 0 && (_nameStart < 0 || _position >= _nameEnd);

    /// <summary>Whether content is AppleSingle or AppleDouble.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) =>
        start.Length >= HeaderLength && BinaryPrimitives.ReadUInt32BigEndian(start) is AppleSingle or AppleDouble;

    /// <summary>Adds the name that stands at the beginning of a MacBinary file.</summary>
    public static void AddMacBinary(ReadOnlySpan<byte> start, MessageReading reading)
    {
        int length = Math.Min(start[1], start.Length - 2);
        if (start[0] == 0 && length is > 0 and <= 63) reading.Names.Add(start.Slice(2, length), AttachmentNameSource.Container);
    }

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (_entriesLeft == 0)
            {
                TakeName(octets[i..]);
                return;
            }

            _position++;
            _entry[_entryLength++] = octets[i];
            if (_entryLength == (_entriesLeft < 0 ? HeaderLength : EntryLength)) EndEntry();
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        if (_nameLength > 0) reading.Names.Add(_name.AsSpan(0, _nameLength), AttachmentNameSource.Container);
        _nameLength = 0;
    }

    private void EndEntry()
    {
        _entryLength = 0;
        if (_entriesLeft < 0)
        {
            _entriesLeft = BinaryPrimitives.ReadUInt16BigEndian(_entry.AsSpan(HeaderLength - 2));
            return;
        }

        _entriesLeft--;
        if (BinaryPrimitives.ReadUInt32BigEndian(_entry) != RealName) return;
        _nameStart = BinaryPrimitives.ReadUInt32BigEndian(_entry.AsSpan(4));
        _nameEnd = _nameStart + Math.Min(BinaryPrimitives.ReadUInt32BigEndian(_entry.AsSpan(8)), LongestName);
    }

    private void TakeName(ReadOnlySpan<byte> octets)
    {
        long from = Math.Max(_nameStart, _position), to = Math.Min(_nameEnd, _position + octets.Length);
        if (_nameStart >= 0 && from < to)
        {
            ReadOnlySpan<byte> piece = octets[(int)(from - _position)..(int)(to - _position)];
            piece.CopyTo(_name.AsSpan(_nameLength));
            _nameLength += piece.Length;
        }

        _position += octets.Length;
    }
}
