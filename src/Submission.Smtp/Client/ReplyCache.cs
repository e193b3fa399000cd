namespace Submission.Smtp.Client;

/// <summary>
/// Remembers the last short replies of a server, for it says the same few over and over: they are read without making anything new. Not thread-safe.
/// </summary>
internal sealed class ReplyCache
{
    private const int Slots = 4;
    private const int MaximumLength = 36;

    private readonly (byte[] Line, SmtpPeerReply Reply)[] _known = new (byte[], SmtpPeerReply)[Slots];
    private int _next;

    /// <summary>Finds a reply of one line.</summary>
    /// <param name="line">The line without its LF.</param>
    /// <returns>The reply; <see langword="null"/> where it is not known.</returns>
    public SmtpPeerReply? Find(ReadOnlySpan<byte> line)
    {
        foreach ((byte[] known, SmtpPeerReply reply) in _known)
        {
            if (known is not null && line.SequenceEqual(known)) return reply;
        }

        return null;
    }

    /// <summary>Remembers a reply of one line, in place of the one that was remembered first. One that is negative or long may hold anything and is not remembered.</summary>
    public void Add(ReadOnlySpan<byte> line, SmtpPeerReply reply)
    {
        if (!reply.IsPositive || line.Length > MaximumLength) return;
        _known[_next] = (line.ToArray(), reply);
        _next = (_next + 1) % Slots;
    }
}
