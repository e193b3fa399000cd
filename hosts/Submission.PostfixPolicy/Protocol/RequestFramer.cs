using System.Buffers;

namespace Submission.PostfixPolicy.Protocol;

/// <summary>
/// Finds where requests end in what a connection has received: at an empty line, ended by LF or CRLF as the others. It remembers how far it has looked, so that a request that comes octet by octet costs
/// no more than one that comes at once. Not thread-safe.
/// </summary>
internal sealed class RequestFramer
{
    // What may stand behind the octets of a request: LF, CR, LF.
    private const int EndLength = 3;

    private long _seen;

    /// <summary>Whether a part of a request waits for the rest.</summary>
    public bool IsWaiting => _seen > 0;

    /// <summary>Takes the next request off.</summary>
    /// <param name="buffer">What has been received; behind the request where one was taken off.</param>
    /// <param name="request">What is filled.</param>
    /// <returns>Whether there was a whole request, or <see cref="RequestFault.TooLong"/> is found, behind which nothing can be read.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, PolicyRequest request)
    {
        if (TryRead(ref buffer, buffer.FirstSpan, buffer.IsSingleSegment, request)) return true;
        if (buffer.IsSingleSegment) return false;
        // A request that lies across two blocks of memory is read from a copy.
        int length = (int)Math.Min(buffer.Length, PolicyRequest.MaximumLength + EndLength);
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.Slice(0, length).CopyTo(copy);
            return TryRead(ref buffer, copy.AsSpan(0, length), isAll: true, request);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private bool TryRead(ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> octets, bool isAll, PolicyRequest request)
    {
        // An empty line may begin before what was not seen yet.
        int from = (int)Math.Min(Math.Max(0, _seen - 2), octets.Length);
        int end = FindEnd(octets, from, out int behind);
        if (end > PolicyRequest.MaximumLength || (end < 0 && octets.Length >= PolicyRequest.MaximumLength + EndLength))
        {
            request.ReadTooLong();
            return true;
        }

        if (end < 0)
        {
            if (isAll) _seen = octets.Length;
            return false;
        }

        _seen = 0;
        request.Read(octets[..end]);
        buffer = buffer.Slice(behind);
        return true;
    }

    // Returns the length of the request's lines, or -1.
    private static int FindEnd(ReadOnlySpan<byte> octets, int from, out int behind)
    {
        behind = 0;
        if (from == 0 && IsEmptyLine(octets, 0, out behind)) return 0;
        for (int at = from; ;)
        {
            int feed = octets[at..].IndexOf((byte)'\n');
            if (feed < 0) return -1;
            at += feed + 1;
            if (IsEmptyLine(octets, at, out behind)) return at - 1;
        }
    }

    private static bool IsEmptyLine(ReadOnlySpan<byte> octets, int at, out int behind)
    {
        if (at < octets.Length && octets[at] == '\n')
        {
            behind = at + 1;
            return true;
        }

        behind = at + 2;
        return at + 1 < octets.Length && octets[at] == '\r' && octets[at + 1] == '\n';
    }
}
