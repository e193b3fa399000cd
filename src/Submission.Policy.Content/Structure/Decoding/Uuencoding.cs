namespace Submission.Policy.Content.Structure.Decoding;

/// <summary>The lines of uuencoded data (POSIX, uuencode): a character for the number of octets, then four characters for each three octets.</summary>
internal static class Uuencoding
{
    private const byte First = (byte)' ';
    private const byte Last = (byte)'`';
    private const int LongLine = 20;

    /// <summary>How many octets a line says that it holds; 0 where it is no line of data. Blanks at its end may have been lost.</summary>
    public static int OctetsOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[0] is <= First or >= Last) return 0;
        int octets = (line[0] - First) & 63;
        int needed = (octets + 2) / 3 * 4;
        int given = line.Length - 1;
        // Some encoders leave out what the last group does not need, others add a checksum; readers do not look at what follows a line that is long enough.
        if (given < needed / 4) return 0;
        if (given <= needed + 2) return line.IndexOfAnyExceptInRange(First, Last) < 0 ? octets : 0;
        return octets >= LongLine && line.Slice(1, needed).IndexOfAnyExceptInRange((byte)(First + 1), Last) < 0 ? octets : 0;
    }

    /// <summary>Decodes a line of data.</summary>
    public static int Decode(ReadOnlySpan<byte> line, int octets, Span<byte> into)
    {
        int written = 0;
        for (int at = 1; written < octets; at += 4)
        {
            int group = (Value(line, at) << 18) | (Value(line, at + 1) << 12) | (Value(line, at + 2) << 6) | Value(line, at + 3);
            into[written++] = (byte)(group >> 16);
            if (written < octets) into[written++] = (byte)(group >> 8);
            if (written < octets) into[written++] = (byte)group;
        }

        return written;
    }

    private static int Value(ReadOnlySpan<byte> line, int at) => at < line.Length ? (line[at] - First) & 63 : 0;
}
