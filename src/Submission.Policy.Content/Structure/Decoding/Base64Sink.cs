namespace Submission.Policy.Content.Structure.Decoding;

/// <summary>
/// Decodes base64 (RFC 2045, section 6.8) leniently: whatever is not in the alphabet is left out. Padding ends a group, so that several streams may follow each other, or is
/// left out as well, as other readers do.
/// </summary>
internal sealed class Base64Sink(ContentSink content, bool ignoresPadding) : ContentSink
{
    private const byte Junk = 0xff;
    private const byte Padding = 0xfe;

    private static readonly byte[] Values = MakeValues();

    private readonly byte[] _decoded = new byte[1536];
    private int _length;
    private uint _group;
    private int _inGroup;

    /// <inheritdoc />
    public override bool IsDone => content.IsDone;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            byte value = Values[octet];
            if (value < 64)
            {
                _group = (_group << 6) | value;
                if (++_inGroup == 4) EndGroup();
            }
            else if (value == Padding && !ignoresPadding)
            {
                EndGroup();
            }
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        EndGroup();
        Flush();
        content.Complete();
    }

    private static byte[] MakeValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, Junk);
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int i = 0; i < alphabet.Length; i++) values[alphabet[i]] = (byte)i;
        values['='] = Padding;
        return values;
    }

    private void EndGroup()
    {
        if (_inGroup > 1)
        {
            uint group = _group << (6 * (4 - _inGroup));
            Append((byte)(group >> 16));
            if (_inGroup > 2) Append((byte)(group >> 8));
            if (_inGroup > 3) Append((byte)group);
        }

        _group = 0;
        _inGroup = 0;
    }

    private void Append(byte octet)
    {
        _decoded[_length++] = octet;
        if (_length == _decoded.Length) Flush();
    }

    private void Flush()
    {
        if (_length > 0 && !content.IsDone) content.Write(_decoded.AsSpan(0, _length));
        _length = 0;
    }
}
