using System.Text;

namespace Submission.Policy.Content.Names;

/// <summary>The header fields that can name a file.</summary>
internal static class NameFields
{
    private const int MaximumLength = 64;

    /// <summary>Says which source <paramref name="name"/> is; letters' case, blanks, controls and 8-bit characters around and within the name do not count.</summary>
    public static bool TryGetSource(ReadOnlySpan<byte> name, out AttachmentNameSource source)
    {
        source = default;
        if (name.Length is < 12 or > MaximumLength) return false;
        Span<byte> letters = stackalloc byte[MaximumLength];
        int length = 0;
        foreach (byte octet in name)
        {
            if (char.IsAsciiLetter((char)octet) || octet == (byte)'-') letters[length++] = octet;
        }

        ReadOnlySpan<byte> field = letters[..length];
        if (Ascii.EqualsIgnoreCase(field, "content-disposition"u8)) source = AttachmentNameSource.Disposition;
        else if (Ascii.EqualsIgnoreCase(field, "content-type"u8)) source = AttachmentNameSource.Type;
        else if (Ascii.EqualsIgnoreCase(field, "content-location"u8)) source = AttachmentNameSource.Location;
        else if (Ascii.EqualsIgnoreCase(field, "content-description"u8)) source = AttachmentNameSource.Description;
        else return false;
        return true;
    }
}
