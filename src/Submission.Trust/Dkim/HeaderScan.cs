namespace Submission.Trust.Dkim;

/// <summary>Finds the fields of a header. A line that is no field is passed over together with what continues it.</summary>
internal static class HeaderScan
{
    /// <summary>Finds the empty line that ends a header.</summary>
    /// <param name="octets">The message from its beginning.</param>
    /// <param name="searched">How many octets were searched before in vain.</param>
    /// <returns>The length of the header with its last CRLF; -1 where it has not ended yet.</returns>
    public static int FindEnd(ReadOnlySpan<byte> octets, int searched)
    {
        if (octets.StartsWith("\r\n"u8)) return 0;
        int from = Math.Max(0, searched - 3);
        int end = octets[from..].IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : from + end + 2;
    }

    public static void Read(ReadOnlySpan<byte> header, List<HeaderField> fields)
    {
        int start = 0;
        while (start < header.Length)
        {
            int end = EndOf(header, start);
            if (header[start] is not ((byte)' ' or (byte)'\t') && TryRead(header, start, end, out HeaderField field)) fields.Add(field);
            start = end;
        }
    }

    private static int EndOf(ReadOnlySpan<byte> header, int start)
    {
        int position = start;
        while (true)
        {
            int line = header[position..].IndexOf("\r\n"u8);
            if (line < 0) return header.Length;
            position += line + 2;
            if (position == header.Length || header[position] is not ((byte)' ' or (byte)'\t')) return position;
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> header, int start, int end, out HeaderField field)
    {
        field = default;
        int colon = header[start..end].IndexOf((byte)':');
        if (colon <= 0) return false;
        ReadOnlySpan<byte> name = header.Slice(start, colon).TrimEnd(" \t"u8);
        // RFC 5322, section 3.6.8: printable ASCII without the colon.
        if (name.IsEmpty || name.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return false;
        field = new HeaderField(start, name.Length, start + colon + 1, end);
        return true;
    }
}
