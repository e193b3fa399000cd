namespace Submission.Trust;

/// <summary>Names of hosts as RFC 1123, section 2.1, has them.</summary>
internal static class HostNames
{
    private const int MaximumLength = 253;
    private const int MaximumLabelLength = 63;

    /// <summary>Whether octets are labels of letters, digits and hyphens, the last one no number: an address is no name.</summary>
    public static bool IsHostName(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaximumLength) return false;
        ReadOnlySpan<byte> label;
        do
        {
            int dot = name.IndexOf((byte)'.');
            label = dot < 0 ? name : name[..dot];
            if (!IsLabel(label)) return false;
            if (dot < 0) break;
            name = name[(dot + 1)..];
        }
        while (true);
        return label.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > MaximumLabelLength || label[0] == '-' || label[^1] == '-') return false;
        foreach (byte b in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '-') return false;
        }

        return true;
    }
}
