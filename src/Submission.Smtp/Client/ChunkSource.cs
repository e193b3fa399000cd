using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <summary>
/// The octets of a message for BDAT, one after another: the same that DATA would carry, a last CRLF included where it is missing. Not thread-safe.
/// </summary>
internal sealed class ChunkSource
{
    private readonly ReadOnlyMemory<byte> _prefix;
    private readonly MessageBody _body;
    private readonly long _length;
    private LineEndGuard _guard;
    private long _position;

    private ChunkSource(ReadOnlyMemory<byte> prefix, MessageBody body, int missing)
    {
        _prefix = prefix;
        _body = body;
        _length = prefix.Length + body.Length + missing;
    }

    /// <summary>How many octets are still to be read.</summary>
    public long Remaining => _length - _position;

    /// <summary>Begins to read a message.</summary>
    public static async ValueTask<ChunkSource> OpenAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        (ReadOnlyMemory<byte> prefix, MessageBody body, _) = message;
        bool isComplete;
        if (body.Length < 2)
        {
            byte[] short_ = new byte[body.Length];
            await body.ReadAsync(0, short_, cancellationToken).ConfigureAwait(false);
            byte[] end = [.. prefix.Span[Math.Max(0, prefix.Length - 2)..], .. short_];
            isComplete = end.Length == 0 || end.AsSpan().EndsWith("\r\n"u8);
        }
        else if (body.TryGetMemory(out ReadOnlyMemory<byte> whole))
        {
            isComplete = whole.Span.EndsWith("\r\n"u8);
        }
        else
        {
            byte[] end = new byte[2];
            await body.ReadAsync(body.Length - 2, end, cancellationToken).ConfigureAwait(false);
            isComplete = end is [(byte)'\r', (byte)'\n'];
        }

        return new ChunkSource(prefix, body, isComplete ? 0 : 2);
    }

    /// <summary>Reads until the buffer is full or the message has ended.</summary>
    /// <returns>How many octets were read.</returns>
    /// <exception cref="InvalidDataException">The message holds a bare CR or LF, or is shorter than it says.</exception>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < buffer.Length && _position < _length)
        {
            int read = await ReadAsync(buffer[filled..], cancellationToken).ConfigureAwait(false);
            if (read == 0) throw new InvalidDataException("The message is shorter than its length says.");
            filled += read;
            _position += read;
        }

        _guard.Check(buffer.Span[..filled]);
        if (_position == _length) _guard.End();
        return filled;
    }

    private ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_position < _prefix.Length) return new(Copy(_prefix.Span[(int)_position..], buffer.Span));
        long offset = _position - _prefix.Length;
        if (offset >= _body.Length) return new(Copy("\r\n"u8[(int)(offset - _body.Length)..], buffer.Span));
        long rest = _body.Length - offset;
        return _body.ReadAsync(offset, rest < buffer.Length ? buffer[..(int)rest] : buffer, cancellationToken);
    }

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int length = Math.Min(from.Length, to.Length);
        from[..length].CopyTo(to);
        return length;
    }
}
