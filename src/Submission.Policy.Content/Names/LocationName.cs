namespace Submission.Policy.Content.Names;

/// <summary>The file name of a field Content-Location (RFC 2557): the last segment of the path, which a URL of a bare host has none of.</summary>
internal static class LocationName
{
    private static readonly string[] WithoutPath = ["cid", "mid", "mailto", "data", "tel", "urn", "news", "javascript", "about"];

    /// <summary>Reads a text that is a URL, or a plain name.</summary>
    /// <returns>The name; empty where there is none.</returns>
    public static string Read(string text)
    {
        ReadOnlySpan<char> location = text.AsSpan().Trim(" \t<>\"'");
        int scheme = LengthOfScheme(location);
        if (scheme > 0)
        {
            foreach (string other in WithoutPath)
            {
                if (location[..scheme].Equals(other, StringComparison.OrdinalIgnoreCase)) return "";
            }

            location = location[(scheme + 1)..];
        }

        bool relative = scheme == 0 && !location.StartsWith("//") && !location.ContainsAny('?', '/');
        if (relative) return IsBareHost(location) ? "" : location.ToString();
        int query = scheme > 0 ? location.IndexOfAny('?', '#') : location.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? location : location[..query];
        int slash = path.LastIndexOfAny('/', '\\');
        ReadOnlySpan<char> segment = path[(slash + 1)..];
        bool host = slash > 0 && path[slash - 1] is '/' or '\\' && !path.StartsWith("///");
        return host ? "" : segment.ToString();
    }

    // One letter is the drive of a path, such as C:.
    private static int LengthOfScheme(ReadOnlySpan<char> location)
    {
        int colon = location.IndexOf(':');
        if (colon < 2 || !char.IsAsciiLetter(location[0])) return 0;
        foreach (char c in location[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return 0;
        }

        return colon;
    }

    private static bool IsBareHost(ReadOnlySpan<char> location) =>
        location.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && !location.Contains(' ');
}
