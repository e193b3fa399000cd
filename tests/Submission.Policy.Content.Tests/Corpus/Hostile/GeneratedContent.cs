namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>
/// A message as large as it likes that stands nowhere: runs of the same octets, one after another. It watches the heap while it is read, so that a test can tell what
/// the reader held.
/// </summary>
internal sealed class GeneratedContent : MessageContent
{
    private readonly (byte[] Unit, long Times)[] _runs;

    public GeneratedContent(params (string Unit, long Times)[] runs)
    {
        _runs = [.. runs.Select(static run => (Mime.Octets(run.Unit), run.Times))];
        Length = _runs.Sum(static run => run.Unit.LongLength * run.Times);
    }

    public override long Length { get; }

    /// <summary>The most that the heap held while the message was read, garbage included.</summary>
    public long PeakHeap { get; private set; }

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override Stream OpenRead() => new Reading(this);

    private int Copy(long position, Span<byte> target)
    {
        int copied = 0;
        foreach ((byte[] unit, long times) in _runs)
        {
            long length = unit.LongLength * times;
            while (position < length && copied < target.Length)
            {
                int from = (int)(position % unit.Length);
                int count = Math.Min(unit.Length - from, target.Length - copied);
                unit.AsSpan(from, count).CopyTo(target[copied..]);
                copied += count;
                position += count;
            }

            if (copied == target.Length) break;
            position -= length;
        }

        return copied;
    }

    private sealed class Reading(GeneratedContent content) : ReadOnlyStream(content.Length)
    {
        private long _seen = -1;

        public override int Read(Span<byte> buffer)
        {
            int read = content.Copy(Position, buffer[..(int)Math.Min(buffer.Length, Math.Max(0, Length - Position))]);
            Position += read;
            if (Position >> 19 == _seen) return read;
            _seen = Position >> 19;
            content.PeakHeap = Math.Max(content.PeakHeap, GC.GetTotalMemory(forceFullCollection: false));
            return read;
        }
    }
}
