using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Submission.Policy;

namespace Submission.Smtp.Content;

/// <summary>
/// The exact octets of a message, in memory or in a file. It may be read any number of times, by one reader at a time or by several.
/// </summary>
public abstract class MessageBody : MessageContent
{
    private protected MessageBody()
    {
    }

    /// <summary>Takes octets that are already in memory for a message.</summary>
    /// <param name="octets">The message with CRLF line ends and without dot-stuffing; it must not change while it is in use.</param>
    public static new MessageBody FromMemory(ReadOnlyMemory<byte> octets) => new MemoryMessageBody(octets);

    /// <summary>Takes octets that are in a file for a message.</summary>
    /// <param name="file">The file, open for reading, from whose beginning they are read; it must stay open and unchanged while the body is in use, and is not closed by it.</param>
    /// <param name="length">How many octets; 0 or more.</param>
    public static MessageBody FromFile(SafeFileHandle file, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new FileMessageBody(file, length);
    }

    /// <summary>Reads a piece.</summary>
    /// <param name="offset">Where to begin, 0 to <see cref="MessageContent.Length"/>.</param>
    /// <param name="buffer">Where the octets go.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many octets were read; 0 at the end.</returns>
    public abstract ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public override Stream OpenRead() => new MessageBodyStream(this);

    /// <summary>Copies the whole message.</summary>
    /// <param name="destination">Where it goes; it is flushed as the copying goes on, and the copying ends early where nobody reads any more.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        long offset = 0;
        int read;
        while ((read = await ReadAsync(offset, destination.GetMemory(16 * 1024), cancellationToken).ConfigureAwait(false)) > 0)
        {
            destination.Advance(read);
            offset += read;
            FlushResult flush = await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted) return;
        }
    }

    private protected abstract int Read(long offset, Span<byte> buffer);

    private sealed class MessageBodyStream(MessageBody body) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => body.Length;

        public override long Position
        {
            get => _position;
            set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = _position < body.Length ? body.Read(_position, buffer) : 0;
            _position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = _position < body.Length ? await body.ReadAsync(_position, buffer, cancellationToken).ConfigureAwait(false) : 0;
            _position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => body.Length + offset,
            _ => offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
