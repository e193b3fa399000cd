using System.Text;

namespace Submission.Milter.Protocol;

/// <summary>Walks over the texts of a packet, each of which ends with a NUL.</summary>
internal ref struct PacketText(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Takes the next text off.</summary>
    /// <param name="text">The text without its NUL.</param>
    /// <returns>Whether there is one and it has an end.</returns>
    public bool TryTake(out ReadOnlySpan<byte> text)
    {
        int end = _rest.IndexOf((byte)0);
        text = end < 0 ? default : _rest[..end];
        if (end < 0) return false;
        _rest = _rest[(end + 1)..];
        return true;
    }

    /// <summary>Takes octets off that are no text.</summary>
    public bool TryTakeOctets(int count, out ReadOnlySpan<byte> octets)
    {
        bool has = _rest.Length >= count;
        octets = has ? _rest[..count] : default;
        if (has) _rest = _rest[count..];
        return has;
    }

    public static string Decode(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
