using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Submission.Smtp.Content;

namespace Submission.Trust.Dkim;

/// <summary>A message whose header has been read, for signing. Its body is read when it is signed, in pieces. Not thread-safe.</summary>
public sealed class DkimMessage : IDisposable
{
    /// <summary>The longest header that is read, in octets: 1,048,576.</summary>
    public const int MaximumHeader = 1024 * 1024;

    private const int FirstPiece = 8192;
    private byte[] _buffer;
    private int _headerLength;

    private DkimMessage(byte[] buffer, MessageBody body) => (_buffer, Body) = (buffer, body);

    internal List<HeaderField> Fields { get; } = [];

    internal ReadOnlySpan<byte> Header => _buffer.AsSpan(0, _headerLength);

    internal MessageBody Body { get; }

    /// <summary>Where the text begins in <see cref="Body"/>, behind the empty line.</summary>
    internal long TextOffset { get; private set; }

    /// <summary>Reads the header of a message.</summary>
    /// <param name="prefix">The header fields that go before it.</param>
    /// <param name="body">The message as it was taken; it must stay readable while this is in use.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The message; <see langword="null"/> where its header is longer than <see cref="MaximumHeader"/>.</returns>
    public static async ValueTask<DkimMessage?> ReadAsync(ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var message = new DkimMessage(ArrayPool<byte>.Shared.Rent(prefix.Length + FirstPiece), body);
        try
        {
            if (await message.ReadHeaderAsync(prefix, cancellationToken).ConfigureAwait(false)) return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }

        message.Dispose();
        return null;
    }

    /// <summary>How many fields of a name there are.</summary>
    /// <param name="name">The name, in any case.</param>
    public int Count(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int count = 0;
        foreach (HeaderField field in Fields)
        {
            if (field.Is(Header, name)) count++;
        }

        return count;
    }

    /// <summary>Finds the first field of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">What stands behind its colon, folds included, without the last CRLF.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (HeaderField field in Fields)
        {
            if (!field.Is(Header, name)) continue;
            value = Header[field.Value..field.End].TrimEnd("\r\n"u8).ToArray();
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        (_buffer, _headerLength) = ([], 0);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask<bool> ReadHeaderAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken)
    {
        prefix.CopyTo(_buffer);
        int length = prefix.Length;
        int searched = 0;
        while (true)
        {
            int end = HeaderScan.FindEnd(_buffer.AsSpan(0, length), searched);
            if (end >= 0)
            {
                End(end, end + 2 - prefix.Length);
                return true;
            }

            searched = length;
            if (length >= MaximumHeader) return false;
            if (length == _buffer.Length) Grow();
            int read = await Body.ReadAsync(length - prefix.Length, _buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                End(length, Body.Length);
                return true;
            }

            length += read;
        }
    }

    private void End(int headerLength, long textOffset)
    {
        (_headerLength, TextOffset) = (headerLength, textOffset);
        HeaderScan.Read(Header, Fields);
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
