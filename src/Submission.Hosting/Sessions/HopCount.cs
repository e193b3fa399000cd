using System.Buffers;
using Submission.Smtp.Content;

namespace Submission.Hosting.Sessions;

/// <summary>Counts the trace fields of a message: one that has been through more servers than any real way has loops (RFC 5321, section 6.3).</summary>
internal static class HopCount
{
    private const int PieceLength = 4096;

    private static ReadOnlySpan<byte> Name => "received:"u8;

    /// <summary>Whether a message has more <c>Received:</c> fields than a bound.</summary>
    /// <param name="body">The message; its header alone is read, and that no further than is needed.</param>
    /// <param name="maximum">The bound.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<bool> ExceedsAsync(MessageBody body, int maximum, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            var scan = new Scan();
            long offset = 0;
            int read;
            while ((read = await body.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (scan.Feed(buffer.AsSpan(0, read), maximum)) return scan.Count > maximum;
                offset += read;
            }

            return scan.Count > maximum;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private struct Scan
    {
        // How much of the field's name the line has shown so far; -1 where it is another line.
        private int _matched;
        private bool _isBlank = true;

        public Scan()
        {
        }

        public int Count { get; private set; }

        /// <returns>Whether no more need be read.</returns>
        public bool Feed(ReadOnlySpan<byte> piece, int maximum)
        {
            while (!piece.IsEmpty)
            {
                if (_matched < 0)
                {
                    int end = piece.IndexOf((byte)'\n');
                    if (end < 0) return false;
                    piece = piece[(end + 1)..];
                    (_matched, _isBlank) = (0, true);
                    continue;
                }

                byte octet = piece[0];
                piece = piece[1..];
                if (octet == '\n' && _isBlank) return true;
                if (octet == '\r') continue;
                _isBlank = false;
                if (octet == '\n') (_matched, _isBlank) = (0, true);
                else if ((octet is >= (byte)'A' and <= (byte)'Z' ? octet | 0x20 : octet) == Name[_matched]) _matched++;
                // White space before the colon is the obsolete form (RFC 5322, section 4.5).
                else if (!(octet is (byte)' ' or (byte)'\t' && _matched == Name.Length - 1)) _matched = -1;
                if (_matched == Name.Length)
                {
                    _matched = -1;
                    if (++Count > maximum) return true;
                }
            }

            return false;
        }
    }
}
