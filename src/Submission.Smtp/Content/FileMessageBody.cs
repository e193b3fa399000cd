using Microsoft.Win32.SafeHandles;

namespace Submission.Smtp.Content;

/// <summary>A message that is in a file.</summary>
internal sealed class FileMessageBody(SafeFileHandle file, long length) : MessageBody
{
    public override long Length => length;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);

    private protected override int Read(long offset, Span<byte> buffer) => RandomAccess.Read(file, buffer, offset);
}
