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
        Scan(chunk, spool);
        spool.Append(chunk);
    }

    /// <summary>The message has ended.</summary>
    public void End(MessageSpool spool)
    {
        if (_afterCr) spool.Fail(ContentFault.BadOctet);
    }

    private void Scan(ReadOnlySpan<byte> chunk, MessageSpool spool)
    {
        while (!chunk.IsEmpty && spool.Fault == ContentFault.None)
        {
            if (_afterCr)
            {
                _afterCr = false;
                if (chunk[0] != '\n')
                {
                    spool.Fail(ContentFault.BadOctet);
                    return;
                }

                _lineLength = 0;
                chunk = chunk[1..];
                continue;
            }

            int next = chunk.IndexOfAny(Watched);
            _lineLength += next < 0 ? chunk.Length : next + 2;
            if (_lineLength > maximumLineLength) spool.Fail(ContentFault.LineTooLong);
            if (next < 0) return;
            if (chunk[next] != '\r') spool.Fail(ContentFault.BadOctet);
            _afterCr = true;
            chunk = chunk[(next + 1)..];
        }
    }
}
