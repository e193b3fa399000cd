using System.Buffers;
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
            ? new ValueTask<LookupResult<MessageStructure>>(Read(content, octets.Span, cancellationToken))
            : ReadStreamAsync(content, cancellationToken);
    }

    private LookupResult<MessageStructure> Read(MessageContent content, ReadOnlySpan<byte> octets, CancellationToken cancellationToken)
    {
        var reading = new MessageReading(_options, octets.Length, cancellationToken);
        var message = new MimeLayer(reading, depth: 0, isTop: true);
        message.Write(octets);
        message.Complete();
        if (!reading.IsStopped)
        {
            using Stream again = content.OpenRead();
            MimeKitReading.Read(again, _options.MaximumDepth, reading.Names, cancellationToken);
        }

        return LookupResult<MessageStructure>.Found(reading.ToStructure());
    }

    private async ValueTask<LookupResult<MessageStructure>> ReadStreamAsync(MessageContent content, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            Stream stream = content.OpenRead();
            await using (stream.ConfigureAwait(false))
            {
                return await ReadAsync(content, stream, piece, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return LookupResult<MessageStructure>.Unavailable($"the message cannot be read: {failure.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async Task<LookupResult<MessageStructure>> ReadAsync(MessageContent content, Stream stream, byte[] piece, CancellationToken cancellationToken)
    {
        var reading = new MessageReading(_options, content.Length, cancellationToken);
        var message = new MimeLayer(reading, depth: 0, isTop: true);
        int read;
        while (!reading.IsStopped && (read = await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0)
            message.Write(piece.AsSpan(0, read));

        message.Complete();
        if (!reading.IsStopped)
        {
            stream.Position = 0;
            MimeKitReading.Read(stream, _options.MaximumDepth, reading.Names, cancellationToken);
        }

        return LookupResult<MessageStructure>.Found(reading.ToStructure());
    }
}
