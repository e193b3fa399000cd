namespace Submission.Policy.Lookups;

/// <summary>Reads a message once from its begin to its end, as many octets as it says it has. Not thread-safe.</summary>
internal sealed class MessageOctets(MessageContent content) : IDisposable
{
    private Stream? _stream;

    /// <summary>How many octets are still to be read.</summary>
    public long Remaining { get; private set; } = content.Length;

    /// <summary>Whether the last exception came from the message, and not from the scanner.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>Fills the buffer, unless the message ends before.</summary>
    /// <returns>How many octets were read; 0 at the end only.</returns>
    /// <exception cref="IOException">The message cannot be read, or is shorter than it says.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length > Remaining) buffer = buffer[..(int)Remaining];
        if (buffer.Length == 0) return 0;
        if (content.TryGetMemory(out ReadOnlyMemory<byte> octets))
        {
            octets.Slice((int)(octets.Length - Remaining), buffer.Length).CopyTo(buffer);
        }
        else
        {
            await ReadStreamAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        Remaining -= buffer.Length;
        return buffer.Length;
    }

    public void Dispose() => _stream?.Dispose();

    private async ValueTask ReadStreamAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _stream ??= content.OpenRead();
            await _stream.ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            IsUnreadable = true;
            throw new IOException("The message cannot be read.", error);
        }
    }
}
