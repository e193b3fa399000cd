using MimeKit;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Structure;

/// <summary>
/// Adds the names that MimeKit's parser finds: one more reading of the structure, by code that many programs use. It streams, and finds nothing that needs decoding.
/// </summary>
internal sealed class MimeKitReading : MimeReader
{
    private readonly AttachmentNames _names;

    private MimeKitReading(ParserOptions options, Stream message, AttachmentNames names)
        : base(options, message, MimeFormat.Entity) => _names = names;

    /// <summary>Reads a message to its end, or to where MimeKit cannot read on.</summary>
    public static void Read(Stream message, int maximumDepth, AttachmentNames names, CancellationToken cancellationToken)
    {
        var reader = new MimeKitReading(new ParserOptions { MaxMimeDepth = maximumDepth }, message, names);
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
