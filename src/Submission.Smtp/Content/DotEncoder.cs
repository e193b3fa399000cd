using System.Buffers;

namespace Submission.Smtp.Content;

/// <summary>
/// Puts a message on the wire for DATA: dot-stuffing and the end (RFC 5321, section 4.5.2). A CR or LF that is no part of CRLF
/// never goes out: a naive receiver could take it for the end of a line. Not thread-safe.
/// </summary>
internal sealed class DotEncoder
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private bool _atLineStart = true;
    private bool _afterCr;

    /// <summary>Encodes the next piece of a message.</summary>
    /// <exception cref="InvalidDataException">The piece holds, or completes, a bare CR or LF.</exception>
    public void Encode(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        int kept = 0;
        int i = 0;
        while (i < piece.Length)
        {
            if (_afterCr)
            {
                if (piece[i] != '\n') throw BareLineEnd();
                _afterCr = false;
                _atLineStart = true;
                i++;
                continue;
            }

            if (_atLineStart && piece[i] == '.')
            {
                output.Write(piece[kept..i]);
                output.Write("."u8);
                kept = i;
            }

            _atLineStart = false;
            int next = piece[i..].IndexOfAny(LineEnds);
            if (next < 0) break;
            i += next;
            if (piece[i] != '\r') throw BareLineEnd();
            _afterCr = true;
            i++;
        }

        output.Write(piece[kept..]);
    }

    /// <summary>Ends the message; one without a last CRLF is given it.</summary>
    /// <exception cref="InvalidDataException">The message ends in a bare CR.</exception>
    public void End(IBufferWriter<byte> output)
    {
        if (_afterCr) throw BareLineEnd();
        output.Write(_atLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
    }

    internal static InvalidDataException BareLineEnd() => new("The message holds a CR or LF that is no part of CRLF.");
}
