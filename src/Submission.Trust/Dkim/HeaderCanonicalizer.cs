namespace Submission.Trust.Dkim;

/// <summary>Brings header fields into their canonical form and hashes them (RFC 6376, sections 3.4.1 and 3.4.2).</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>Hashes a field.</summary>
    /// <param name="canonicalization">The form.</param>
    /// <param name="field">The field, with its CRLF or without.</param>
    /// <param name="isLast">Whether it is the signature itself, whose CRLF is not hashed.</param>
    /// <param name="output">Takes the octets.</param>
    public static void Append(DkimCanonicalization canonicalization, ReadOnlySpan<byte> field, bool isLast, OctetHash output)
    {
        if (field.EndsWith("\r\n"u8)) field = field[..^2];
        if (canonicalization == DkimCanonicalization.Simple) output.Append(field);
        else Relax(field, output);
        if (!isLast) output.Append("\r\n"u8);
    }

    private static void Relax(ReadOnlySpan<byte> field, OctetHash output)
    {
        int colon = field.IndexOf((byte)':');
        foreach (byte octet in field[..colon].TrimEnd(" \t"u8)) output.Append(octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet);
        output.Append((byte)':');
        bool isFirst = true;
        ReadOnlySpan<byte> value = field[(colon + 1)..];
        while (TryTakeWord(ref value, out ReadOnlySpan<byte> word, out bool isApart))
        {
            if (isApart && !isFirst) output.Append((byte)' ');
            output.Append(word);
            isFirst = false;
        }
    }

    // White space is SP, HTAB, and the CRLF of a fold; a CRLF inside a field is always followed by white space.
    private static bool TryTakeWord(ref ReadOnlySpan<byte> value, out ReadOnlySpan<byte> word, out bool isApart)
    {
        int start = SpaceAt(value);
        isApart = start > 0;
        value = value[start..];
        int end = 0;
        while (end < value.Length && SpaceAt(value[end..]) == 0)
        {
            int next = value[(end + 1)..].IndexOfAny((byte)' ', (byte)'\t', (byte)'\r');
            end = next < 0 ? value.Length : end + 1 + next;
        }

        word = value[..end];
        value = value[end..];
        return !word.IsEmpty;
    }

    private static int SpaceAt(ReadOnlySpan<byte> value)
    {
        int length = 0;
        while (length < value.Length)
        {
            if (value[length] is (byte)' ' or (byte)'\t') length++;
            else if (value[length..].StartsWith("\r\n"u8)) length += 2;
            else break;
        }

        return length;
    }
}
