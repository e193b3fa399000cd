using System.Buffers;

namespace Submission.Smtp.Content;

/// <summary>
/// Lets no message out that holds a CR or LF that is no part of CRLF: BDAT would carry it, but who stores the message or passes it on
/// by DATA could take it for the end of a line. Not thread-safe.
/// </summary>
internal struct LineEndGuard
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private bool _afterCr;

    /// <summary>Looks at the next piece of a message.</summary>
    /// <exception cref="InvalidDataException">The piece holds, or completes, a bare CR or LF.</exception>
    public void Check(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            if (_afterCr)
            {
                if (piece[0] != '\n') throw DotEncoder.BareLineEnd();
                _afterCr = false;
                piece = piece[1..];
            }

            int next = piece.IndexOfAny(LineEnds);
            if (next < 0) return;
            if (piece[next] != '\r') throw DotEncoder.BareLineEnd();
            _afterCr = true;
            piece = piece[(next + 1)..];
        }
    }

    /// <summary>The message has ended.</summary>
    /// <exception cref="InvalidDataException">The message ends in a bare CR.</exception>
    public readonly void End()
    {
        if (_afterCr) throw DotEncoder.BareLineEnd();
    }
}
