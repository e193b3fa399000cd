namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>A message whose stream gives a few octets at a time, as many as a seed says: no reader may see a difference.</summary>
internal sealed class ChoppedContent(byte[] octets, int seed, int most) : MessageContent
{
    public override long Length => octets.Length;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> whole)
    {
        whole = default;
        return false;
    }

    public override Stream OpenRead() => new Reading(octets, new Random(seed), most);

    private sealed class Reading(byte[] octets, Random random, int most) : ReadOnlyStream(octets.Length)
    {
        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(Math.Min(buffer.Length, 1 + random.Next(most)), Math.Max(0, octets.Length - Position));
            octets.AsSpan((int)Position, count).CopyTo(buffer);
            Position += count;
            return count;
        }
    }
}
