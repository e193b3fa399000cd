using System.Diagnostics.CodeAnalysis;
using System.Text;
using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>Reads <c>FROM:&lt;path&gt;</c> and <c>TO:&lt;path&gt;</c>; white space may stand behind the colon, as many clients put it there.</summary>
internal static class PathReader
{
    /// <summary>Takes the path off an argument.</summary>
    /// <param name="rest">The argument; afterwards what follows the path, without white space before it.</param>
    /// <param name="keyword"><c>FROM:</c> or <c>TO:</c>.</param>
    /// <param name="path">What stands between the angle brackets.</param>
    /// <returns>Whether there is a path, followed by white space or nothing.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> path)
    {
        path = default;
        if (rest.Length < keyword.Length || !Ascii.EqualsIgnoreCase(rest[..keyword.Length], keyword)) return false;
        ReadOnlySpan<byte> value = rest[keyword.Length..].TrimStart(" \t"u8);
        if (value.IsEmpty || value[0] != '<') return false;
        int end = EndOfPath(value);
        if (end < 0) return false;
        path = value[1..end];
        value = value[(end + 1)..];
        rest = value.TrimStart(" \t"u8);
        return value.IsEmpty || value[0] is (byte)' ' or (byte)'\t';
    }

    public static bool TryParseMailbox(ReadOnlySpan<byte> path, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        return path.Length is > 0 and <= EmailAddress.MaximumLength * 4 && EmailAddress.TryParse(Encoding.UTF8.GetString(path), out address);
    }

    private static int EndOfPath(ReadOnlySpan<byte> value)
    {
        bool quoted = false;
        for (int i = 1; i < value.Length; i++)
        {
            byte c = value[i];
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (c == '>' && !quoted) return i;
        }

        return -1;
    }
}
