namespace Submission.Smtp.Content;

/// <summary>
/// Measures the header of a message as it comes in pieces. It ends with an empty line (RFC 5322, section 2.1), or where a line is no field: the rest is body to whoever reads it.
/// Not thread-safe.
/// </summary>
/// <param name="maximum">The longest header with its empty line, in octets.</param>
internal struct HeaderMeter(int maximum)
{
    private State _state = State.First;
    private long _length;

    private enum State
    {
        First = 0,
        LineStart,
        Name,
        Value,
        EmptyLine,
        Over,
    }

    /// <summary>Takes in the next piece of a message.</summary>
    /// <returns>Whether the header is still within its bound, or has ended so.</returns>
    public bool Take(ReadOnlySpan<byte> piece)
    {
        while (_state != State.Over && !piece.IsEmpty)
        {
            int taken = 1;
            if (_state == State.Value)
            {
                int end = piece.IndexOf((byte)'\n');
                taken = end < 0 ? piece.Length : end + 1;
                if (end >= 0) _state = State.LineStart;
            }
            else
            {
                _state = After(piece[0]);
            }

            _length += taken;
            piece = piece[taken..];
            if (_length > maximum) return false;
        }

        return true;
    }

    private readonly State After(byte octet) => octet switch
    {
        _ when _state == State.EmptyLine => State.Over,
        (byte)'\r' when _state != State.Name => State.EmptyLine,
        (byte)':' => _state == State.Name ? State.Value : State.Over,
        (byte)' ' or (byte)'\t' => _state switch { State.LineStart => State.Value, State.Name => State.Name, _ => State.Over },
        > (byte)' ' => State.Name,
        _ => State.Over,
    };
}
