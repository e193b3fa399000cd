namespace Submission.Policy.Content.Tests.Scanners.Support;

/// <summary>A message that is not in memory; it counts who reads it.</summary>
internal sealed class StreamedContent(long length, Func<Stream> open) : MessageContent
{
    private int _open;

    public override long Length => length;

    /// <summary>How many streams were opened and not disposed of.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>A message of any length that takes no memory.</summary>
    public static StreamedContent OfLength(long length) => new(length, () => new EndlessStream());

    public static StreamedContent Of(byte[] octets) => new(octets.Length, () => new MemoryStream(octets, writable: false));

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override Stream OpenRead()
    {
        Stream stream = open();
        Interlocked.Increment(ref _open);
        return new Counted(stream, () => Interlocked.Decrement(ref _open));
    }

    private sealed class Counted(Stream inner, Action onDispose) : ReadOnlyStream
    {
        private Action? _onDispose = onDispose;

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _onDispose, null)?.Invoke();
            inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class EndlessStream : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            for (int i = 0; i < buffer.Length; i++) buffer[i] = i % 78 is 76 ? (byte)'\r' : i % 78 is 77 ? (byte)'\n' : (byte)'x';
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
