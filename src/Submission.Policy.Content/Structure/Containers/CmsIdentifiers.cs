namespace Submission.Policy.Content.Structure.Containers;

/// <summary>The object identifiers of the content types of CMS (RFC 5652, RFC 3274, RFC 5083).</summary>
internal static class CmsIdentifiers
{
    /// <summary>How the element of each identifier of PKCS #7 begins, tag and length included.</summary>
    public static ReadOnlySpan<byte> Pkcs7 => [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

    /// <summary>How the element of each content type of S/MIME begins, tag and length included.</summary>
    public static ReadOnlySpan<byte> Smime => [0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];

    public static ReadOnlySpan<byte> SignedData => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

    public static ReadOnlySpan<byte> CompressedData => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09];

    /// <summary>Whether it is enveloped-data, signed-and-enveloped-data, encrypted-data or authenticated-enveloped-data.</summary>
    public static bool IsEncrypted(ReadOnlySpan<byte> identifier) =>
        (identifier.Length == 9 && identifier[8] is 3 or 4 or 6) || (identifier.Length == 11 && identifier[10] == 23);
}
