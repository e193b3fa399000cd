using System.Buffers;

namespace Submission.Smtp.Content;

/// <summary>
/// Takes the data of a message off the wire: undoes dot-stuffing and finds the end (RFC 5321, section 4.5.2). Only
/// CRLF.CRLF ends the data; a CR or LF that is no part of CRLF, or a NUL, spoils the message but ends nothing. Not thread-safe.
/// </summary>
internal sealed class DotDecoder(MessageSpool spool, int maximumLineLength)
{
    private static readonly SearchValues<byte> Watched = SearchValues.Create("\r\n\0"u8);

    private State _state = State.LineStart;
    private bool _doubtful;
    private bool _afterNul;
    private long _lineLength;

    private enum State
    {
        LineStart = 0,
        Dot,
        DotCr,
        Line,
        Cr,
    }

    /// <summary>Whether the end was found.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether the line end before the final dot has another CR or a NUL at its side: others may have taken the data to go
    /// on, so that nothing that follows may be obeyed.
    /// </summary>
    public bool EndIsDoubtful { get; private set; }

    /// <summary>Takes in octets.</summary>
    /// <returns>How many belong to the data; fewer than given only at the end.</returns>
    public int Take(ReadOnlySpan<byte> input)
    {
        int i = 0;
        int kept = 0; // the octets from here on are the message's and not yet in the spool
        while (i < input.Length)
        {
            switch (_state)
            {
                case State.LineStart:
                    if (input[i] != '.')
                    {
                        _doubtful = false;
                        _state = State.Line;
                        break;
                    }

                    spool.Append(input[kept..i]);
                    kept = ++i;
                    _state = State.Dot;
                    break;

                case State.Dot:
                    if (input[i] == '\r')
                    {
                        kept = ++i;
                        _state = State.DotCr;
                        break;
                    }

                    _doubtful = false;
                    _state = State.Line;
                    break;

                case State.DotCr:
                    if (input[i] == '\n')
                    {
                        HasEnded = true;
                        EndIsDoubtful = _doubtful;
                        return i + 1;
                    }

                    Spoil(input[kept..i]);
                    _doubtful = input[i] == '\r';
                    _state = _doubtful ? State.Cr : State.Line;
                    if (_doubtful) i++;
                    break;

                case State.Cr:
                    if (input[i] == '\n')
                    {
                        i++;
                        _lineLength = 0;
                        _afterNul = false;
                        _state = State.LineStart;
                        break;
                    }

                    Spoil(input[kept..i]);
                    _doubtful = input[i] == '\r';
                    if (_doubtful) i++;
                    else _state = State.Line;
                    break;

                default:
                    i = TakeLine(input, kept, i);
                    break;
            }
        }

        spool.Append(input[kept..]);
        return input.Length;
    }

    private int TakeLine(ReadOnlySpan<byte> input, int kept, int i)
    {
        int next = input[i..].IndexOfAny(Watched);
        int fitting = (int)Math.Max(0, maximumLineLength - _lineLength);
        _lineLength += next < 0 ? input.Length - i : next + 2;
        if (_lineLength > maximumLineLength) spool.Fail(ContentFault.LineTooLong, input[kept..(i + (next < 0 ? fitting : Math.Min(fitting, next)))]);
        if (next != 0) _afterNul = false;
        if (next < 0) return input.Length;
        if (input[i + next] == '\r')
        {
            _doubtful = _afterNul;
            _state = State.Cr;
        }
        else
        {
            _afterNul = input[i + next] == 0;
            Spoil(input[kept..(i + next)]);
        }

        return i + next + 1;
    }

    private void Spoil(ReadOnlySpan<byte> before) => spool.Fail(ContentFault.BadOctet, before);
}
