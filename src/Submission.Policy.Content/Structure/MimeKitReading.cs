using MimeKit;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Structure;

/// <summary>
/// Adds the names that MimeKit's parser finds at the beginning of a message: one more reading of the structure, by code that many programs use. It gets no more than the
/// beginning, as its cost is not linear for every message.
/// </summary>
internal sealed class MimeKitReading : MimeReader
{
    /// <summary>How many octets it gets.</summary>
    public const int MaximumLength = 128 * 1024;

    private readonly AttachmentNames _names;

    private MimeKitReading(ParserOptions options, Stream message, AttachmentNames names)
        : base(options, message, MimeFormat.Entity) => _names = names;

    /// <summary>Reads a message up to the bound, or to where MimeKit cannot read on.</summary>
    public static void Read(ArraySegment<byte> message, int maximumDepth, AttachmentNames names, CancellationToken cancellationToken)
    {
        using var start = new MemoryStream(message.Array ?? [], message.Offset, Math.Min(message.Count, MaximumLength), writable: false);
        var reader = new MimeKitReading(new ParserOptions { MaxMimeDepth = maximumDepth }, start, names);
        try
        {
            reader.ReadMessage(cancellationToken);
        }
        catch (FormatException)
        {
            names.BeginPart(); // no message to MimeKit; what it has read until here counts
        }
    }

    /// <inheritdoc />
    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _names.BeginPart();

    /// <inheritdoc />
    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken) => _names.AddField(header.RawField, header.RawValue);
}
