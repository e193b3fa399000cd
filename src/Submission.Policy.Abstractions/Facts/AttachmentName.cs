namespace Submission.Policy;

/// <summary>A file name that some reader of a message would show for one of its parts. Immutable and thread-safe.</summary>
/// <param name="Name">The name after one plausible reading, made comparable: see <see cref="MessageStructure.Attachments"/>.</param>
/// <param name="Source">Where it stood.</param>
public readonly record struct AttachmentName(string Name, AttachmentNameSource Source);

/// <summary>Where the name of an attachment stood.</summary>
public enum AttachmentNameSource
{
    /// <summary>The field Content-Disposition (RFC 2183).</summary>
    Disposition,

    /// <summary>The field Content-Type (RFC 2045).</summary>
    Type,

    /// <summary>The field Content-Location (RFC 2557).</summary>
    Location,

    /// <summary>The field Content-Description, which some programs fill with a file name (RFC 2045).</summary>
    Description,

    /// <summary>A file encoded within text: uuencode, yEnc, BinHex.</summary>
    Text,

    /// <summary>A file within a container of another format: TNEF (winmail.dat), AppleSingle, AppleDouble.</summary>
    Container,
}
