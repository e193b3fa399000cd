namespace Submission.Policy.Content.Structure.Decoding;

/// <summary>Decodes quoted-printable (RFC 2045, section 6.7) leniently: what is no escape stays as it is.</summary>
internal sealed class QuotedPrintableSink(ContentSink content) : ContentSink
{
    // An escape that has begun: the sign, then what has followed it, blanks before a soft line break included.
    private readonly byte[] _escape = new byte[64];
    private readonly byte[] _decoded = new byte[1536];
    private int _escapeLength;
    private int _length;

    /// <inheritdoc />
    public override bool IsDone => content.IsDone;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            if (_escapeLength > 0) Continue(octet);
            else Begin(octet);
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        GiveUp();
        Flush();
        content.Complete();
    }

    private static int Hex(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };

    private void Begin(byte octet)
    {
        if (octet == (byte)'=') _escape[_escapeLength++] = octet;
        else Append(octet);
    }

    private void Continue(byte octet)
    {
        byte last = _escape[_escapeLength - 1];
        if (octet == (byte)'\n')
        {
            _escapeLength = 0;
            return;
        }

        if (last == (byte)'\r')
        {
            _escapeLength = 0; // a soft break that ends with CR alone
            Begin(octet);
            return;
        }

        if (_escapeLength == 2 && Hex(last) is >= 0 and int high)
        {
            if (Hex(octet) is >= 0 and int low)
            {
                _escapeLength = 0;
                Append((byte)((high << 4) | low));
                return;
            }
        }
        else if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' || (_escapeLength == 1 && Hex(octet) >= 0))
        {
            _escape[_escapeLength++] = octet;
            if (_escapeLength == _escape.Length) GiveUp();
            return;
        }

        GiveUp();
        Begin(octet);
    }

    private void GiveUp()
    {
        for (int i = 0; i < _escapeLength; i++) Append(_escape[i]);
        _escapeLength = 0;
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
