namespace Submission.Trust.Dkim;

/// <summary>Brings a body into its canonical form, piece by piece, and hashes it (RFC 6376, sections 3.4.3 and 3.4.4). Only CRLF ends a line. Not thread-safe.</summary>
internal struct BodyCanonicalizer(DkimCanonicalization canonicalization, OctetHash output)
{
    private readonly bool _isRelaxed = canonicalization == DkimCanonicalization.Relaxed;

    // Line ends that count only if something follows, and what the last piece left open.
    private long _lineEnds;
    private bool _hasContent;
    private bool _endsInSpace;
    private bool _endsInReturn;

    public void Append(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            byte first = octets[0];
            if (_endsInReturn)
            {
                _endsInReturn = false;
                if (first == '\n')
                {
                    _endsInSpace = false;
                    _lineEnds++;
                    octets = octets[1..];
                }
                else
                {
                    Write("\r"u8);
                }
            }
            else if (first == '\r')
            {
                _endsInReturn = true;
                octets = octets[1..];
            }
            else if (_isRelaxed && (first is (byte)' ' or (byte)'\t'))
            {
                _endsInSpace = true;
                int end = octets.IndexOfAnyExcept((byte)' ', (byte)'\t');
                octets = end < 0 ? [] : octets[end..];
            }
            else
            {
                int end = _isRelaxed ? octets.IndexOfAny((byte)'\r', (byte)' ', (byte)'\t') : octets.IndexOf((byte)'\r');
                Write(end < 0 ? octets : octets[..end]);
                octets = end < 0 ? [] : octets[end..];
            }
        }
    }

    public void Finish(Span<byte> hash)
    {
        if (_endsInReturn) Write("\r"u8);
        // A body of nothing is nothing in one form and an empty line in the other.
        if (_hasContent || !_isRelaxed) output.Append("\r\n"u8);
        output.Finish(hash);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        for (; _lineEnds > 0; _lineEnds--) output.Append("\r\n"u8);
        if (_endsInSpace) output.Append((byte)' ');
        _endsInSpace = false;
        _hasContent = true;
        output.Append(octets);
    }
}
