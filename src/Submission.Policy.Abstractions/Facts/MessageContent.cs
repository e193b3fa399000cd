namespace Submission.Policy;

/// <summary>
/// The exact octets of a message, in memory or in a file: with CRLF line ends, without dot-stuffing, without the trace field of the host. It may be read any number of
/// times and by several readers at once, for as long as the call lasts that it was given to.
/// </summary>
public abstract class MessageContent
{
    /// <summary>The length in octets.</summary>
    public abstract long Length { get; }

    /// <summary>Takes octets that are already in memory.</summary>
    /// <param name="octets">The message; it must not change while it is in use.</param>
    public static MessageContent FromMemory(ReadOnlyMemory<byte> octets) => new MemoryMessageContent(octets);

    /// <summary>The whole message where it is in memory; a reader that can use it saves a copy.</summary>
    /// <param name="octets">The octets where the method returns <see langword="true"/>.</param>
    public abstract bool TryGetMemory(out ReadOnlyMemory<byte> octets);

    /// <summary>A read-only, seekable stream over the message, with a position of its own. Disposing it leaves the message alone.</summary>
    public abstract Stream OpenRead();

    private sealed class MemoryMessageContent(ReadOnlyMemory<byte> content) : MessageContent
    {
        public override long Length => content.Length;

        public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
        {
            octets = content;
            return true;
        }

        public override Stream OpenRead() => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
    }
}
