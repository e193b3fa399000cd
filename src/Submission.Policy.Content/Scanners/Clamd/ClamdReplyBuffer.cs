using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>How the reading of a reply ended.</summary>
internal enum ClamdReplyEnd
{
    /// <summary>With the NUL that ends it, and nothing after that.</summary>
    Whole,

    /// <summary>clamd closed or lost the connection before.</summary>
    Closed,

    /// <summary>There is more than one reply, or one that is too long.</summary>
    TooLong,
}

/// <summary>Takes one reply of clamd, of a bounded length. Not thread-safe.</summary>
internal sealed class ClamdReplyBuffer
{
    private const int MaximumLength = 4 * 1024;
    private readonly byte[] _octets = new byte[MaximumLength];
    private int _length;

    /// <summary>The reply without the NUL, as far as it came.</summary>
    public ReadOnlySpan<byte> Text => _octets.AsSpan(0, _length);

    public async Task<ClamdReplyEnd> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        _length = 0;
        try
        {
            while (_length < MaximumLength)
            {
                int read = await socket.ReceiveAsync(_octets.AsMemory(_length), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                if (read == 0) return ClamdReplyEnd.Closed;
                int end = _octets.AsSpan(_length, read).IndexOf((byte)0);
                _length += end < 0 ? read : end;
                if (end >= 0) return end == read - 1 ? ClamdReplyEnd.Whole : ClamdReplyEnd.TooLong;
            }

            return ClamdReplyEnd.TooLong;
        }
        catch (SocketException)
        {
            return ClamdReplyEnd.Closed;
        }
    }
}
