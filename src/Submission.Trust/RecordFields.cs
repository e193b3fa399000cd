using System.Collections.Immutable;

namespace Submission.Trust;

/// <summary>A field of a record.</summary>
internal readonly record struct RecordField(string Name, string Value);

/// <summary>Reads records of the form <c>v=VERSION; name=value; …</c> as MTA-STS and TLS reporting have them (RFC 8461, section 3.1; RFC 8460, section 3).</summary>
internal static class RecordFields
{
    private const int MaximumNameLength = 32;
    private const string Blanks = " \t";

    /// <summary>Whether a text means to be a record of the version: its first field is the version, in exactly this spelling.</summary>
    public static bool IsOfVersion(string text, string version)
    {
        if (!text.StartsWith("v=" + version, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> rest = text.AsSpan(2 + version.Length).TrimStart(Blanks);
        return rest.IsEmpty || rest[0] == ';';
    }

    /// <summary>Reads the fields behind the version; at least one is wanted.</summary>
    public static bool TryParse(string text, out ImmutableArray<RecordField> tags)
    {
        tags = [];
        ImmutableArray<RecordField>.Builder found = ImmutableArray.CreateBuilder<RecordField>();
        string[] parts = text.Split(';');
        for (int i = 1; i < parts.Length; i++)
        {
            string part = parts[i].Trim(' ', '\t');
            if (part.Length == 0 && i == parts.Length - 1) break;
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !IsName(part.AsSpan(0, equals)) || !IsValue(part.AsSpan(equals + 1))) return false;
            found.Add(new RecordField(part[..equals], part[(equals + 1)..]));
        }

        tags = found.DrainToImmutable();
        return tags.Length > 0;
    }

    /// <summary>The first field of the name; <see langword="null"/> where there is none.</summary>
    public static string? First(ImmutableArray<RecordField> tags, string name)
    {
        foreach (RecordField tag in tags)
        {
            if (string.Equals(tag.Name, name, StringComparison.Ordinal)) return tag.Value;
        }

        return null;
    }

    /// <summary>Whether a text is the name of a field: letters and digits, then also <c>_</c>, <c>-</c> and <c>.</c>, at most 32.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaximumNameLength || !char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) return false;
        }

        return true;
    }

    // Equals signs and blanks may stand in an address of a report, and do no harm elsewhere.
    private static bool IsValue(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return false;
        foreach (char c in text)
        {
            if (c is (< ' ' or > '~') and not '\t') return false;
        }

        return true;
    }
}
