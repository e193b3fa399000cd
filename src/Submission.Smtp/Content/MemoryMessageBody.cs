namespace Submission.Smtp.Content;

/// <summary>A message that is in memory.</summary>
internal sealed class MemoryMessageBody(ReadOnlyMemory<byte> octets) : MessageBody
{
    public override long Length => octets.Length;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = octets;
        return true;
    }

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) => new(Read(offset, buffer.Span));

    private protected override int Read(long offset, Span<byte> buffer)
    {
        if (offset >= octets.Length) return 0;
        ReadOnlySpan<byte> rest = octets.Span[(int)offset..];
        int length = Math.Min(rest.Length, buffer.Length);
        rest[..length].CopyTo(buffer);
        return length;
    }
}
