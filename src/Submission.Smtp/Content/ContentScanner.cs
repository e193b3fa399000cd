using System.Buffers;

namespace Submission.Smtp.Content;

/// <summary>
/// Watches the line ends of a message (RFC 5321, section 2.3.8) as it comes in chunks of any size. Not thread-safe.
/// </summary>
internal sealed class ContentScanner(int maximumLineLength)
{
    private static readonly SearchValues<byte> Watched = SearchValues.Create("\r\n\0"u8);

    private bool _afterCr;
    private long _lineLength;

    /// <summary>The next chunk of a message without dot-stuffing, which goes to the spool.</summary>
    public void Take(ReadOnlySpan<byte> chunk, MessageSpool spool)
    {
        if (spool.Fault != ContentFault.None) return;
        ContentFault fault = Scan(chunk, out int good);
        if (fault == ContentFault.None) spool.Append(chunk);
        else spool.Fail(fault, chunk[..good]);
    }

    /// <summary>The message has ended.</summary>
    public void End(MessageSpool spool)
    {
        if (_afterCr) spool.Fail(ContentFault.BadOctet);
    }

    /// <summary>Looks for the first octet at fault.</summary>
    private ContentFault Scan(ReadOnlySpan<byte> chunk, out int good)
    {
        good = 0;
        while (good < chunk.Length)
        {
            if (_afterCr)
            {
                if (chunk[good] != '\n') return ContentFault.BadOctet;
                _afterCr = false;
                _lineLength = 0;
                good++;
                continue;
            }

            int next = chunk[good..].IndexOfAny(Watched);
            int fitting = (int)(maximumLineLength - _lineLength);
            _lineLength += next < 0 ? chunk.Length - good : next + 2;
            if (_lineLength > maximumLineLength)
            {
                good += next < 0 ? fitting : Math.Min(fitting, next);
                return ContentFault.LineTooLong;
            }

            if (next < 0) break;
            good += next;
            if (chunk[good] != '\r') return ContentFault.BadOctet;
            _afterCr = true;
            good++;
        }

        return ContentFault.None;
    }
}
