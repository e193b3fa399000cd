using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Submission.Policy.Content.Structure;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content;

/// <summary>
/// Reads what a message holds in every way in which a mail client plausibly reads it (check 14): where readers differ on a header, a delimiter, an encoding or a name, all
/// of their readings count. One forward pass over the octets, whatever they are; the memory it takes does not depend on the size of the message, and the time is
/// proportional to it. Looks into messages within messages, multiparts in any encoding, uuencode, yEnc and BinHex in text, TNEF, AppleSingle, and signed S/MIME; not into
/// archives. Thread-safe.
/// </summary>
public sealed class MimeMessageReader : IMessageReader
{
    private const int PieceLength = 64 * 1024;

    private readonly MessageReaderOptions _options;

    static MimeMessageReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Makes a reader.</summary>
    /// <param name="options">How much of a message is read; the default of each bound by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public MimeMessageReader(MessageReaderOptions? options = null) => _options = (options ?? new MessageReaderOptions()).Validated();

    /// <inheritdoc />
    public ValueTask<LookupResult<MessageStructure>> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        return content.TryGetMemory(out ReadOnlyMemory<byte> octets)
            ? new ValueTask<LookupResult<MessageStructure>>(Read(octets, cancellationToken))
            : ReadStreamAsync(content, cancellationToken);
    }

    private LookupResult<MessageStructure> Read(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        var reading = new MessageReading(_options, octets.Length, cancellationToken);
        var message = new MimeLayer(reading, depth: 0, isTop: true);
        message.Write(octets.Span);
        message.Complete();
        ReadOnlyMemory<byte> start = octets[..Math.Min(octets.Length, MimeKitReading.MaximumLength)];
        if (!MemoryMarshal.TryGetArray(start, out ArraySegment<byte> segment)) segment = start.ToArray();
        return End(reading, segment, cancellationToken);
    }

    private async ValueTask<LookupResult<MessageStructure>> ReadStreamAsync(MessageContent content, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        byte[] start = ArrayPool<byte>.Shared.Rent(MimeKitReading.MaximumLength);
        try
        {
            Stream stream = content.OpenRead();
            await using (stream.ConfigureAwait(false))
            {
                return await ReadAsync(content.Length, stream, piece, start, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return LookupResult<MessageStructure>.Unavailable($"the message cannot be read: {failure.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
            ArrayPool<byte>.Shared.Return(start);
        }
    }

    private async Task<LookupResult<MessageStructure>> ReadAsync(long length, Stream stream, byte[] piece, byte[] start, CancellationToken cancellationToken)
    {
        var reading = new MessageReading(_options, length, cancellationToken);
        var message = new MimeLayer(reading, depth: 0, isTop: true);
        int startLength = 0, read;
        while (!reading.IsStopped && (read = await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0)
        {
            message.Write(piece.AsSpan(0, read));
            int kept = Math.Min(read, start.Length - startLength);
            piece.AsSpan(0, kept).CopyTo(start.AsSpan(startLength));
            startLength += kept;
        }

        message.Complete();
        return End(reading, new ArraySegment<byte>(start, 0, startLength), cancellationToken);
    }

    private LookupResult<MessageStructure> End(MessageReading reading, ArraySegment<byte> start, CancellationToken cancellationToken)
    {
        if (!reading.IsStopped) MimeKitReading.Read(start, _options.MaximumDepth, reading.Names, cancellationToken);
        return LookupResult<MessageStructure>.Found(reading.ToStructure());
    }
}
