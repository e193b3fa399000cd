namespace Submission.Hosting.Feedback;

/// <summary>Puts the lines of a log together that come in pieces, and finds failed authentications among them. A line that is too long is skipped. Not thread-safe.</summary>
/// <param name="isBare">Whether lines may be messages alone, without time, host and program before them.</param>
internal sealed class PostfixLogLines(bool isBare)
{
    /// <summary>The longest line that is read. Those of smtpd have at most 2,000 octets behind their beginning.</summary>
    public const int MaximumLineLength = 4096;

    private readonly byte[] _line = new byte[MaximumLineLength];
    private int _length;
    private bool _isSkipping;

    /// <summary>Reads on to the next failed authentication.</summary>
    /// <param name="piece">What follows in the log, and then what of it is not read yet; nothing where all of it is read.</param>
    /// <param name="failure">The failure.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead(ref ReadOnlyMemory<byte> piece, out FailedLogin failure)
    {
        failure = default;
        while (!piece.IsEmpty)
        {
            int end = piece.Span.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? piece.Span : piece.Span[..end];
            piece = end < 0 ? default : piece[(end + 1)..];
            _isSkipping |= part.Length > _line.Length - _length;
            if (!_isSkipping) part.CopyTo(_line.AsSpan(_length));
            if (!_isSkipping) _length += part.Length;
            if (end < 0) return false;
            bool isFailure = !_isSkipping && PostfixLogParser.TryRead(_line.AsSpan(0, _length), isBare, out failure);
            (_length, _isSkipping) = (0, false);
            if (isFailure) return true;
        }

        return false;
    }
}
