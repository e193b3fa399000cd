using System.Globalization;

namespace Submission.Policy;

/// <summary>An enhanced status code such as <c>5.1.1</c> (RFC 3463). Immutable and thread-safe.</summary>
/// <param name="Class">2 for success, 4 for a transient failure, 5 for a permanent one.</param>
/// <param name="Subject">What the status is about, 0 to 999.</param>
/// <param name="Detail">The precise condition, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads a status of the form <c>class.subject.detail</c>.</summary>
    /// <param name="text">The text; nothing may stand before or behind the status.</param>
    /// <param name="status">The status where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="text"/> is a status by RFC 3463, section 2.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatus status)
    {
        status = default;
        if (text.Length is < 5 or > 9 || text[0] is not ('2' or '4' or '5') || text[1] != '.') return false;
        ReadOnlySpan<char> rest = text[2..];
        int dot = rest.IndexOf('.');
        if (dot < 0 || !TryParsePart(rest[..dot], out int subject) || !TryParsePart(rest[(dot + 1)..], out int detail)) return false;
        status = new EnhancedStatus(text[0] - '0', subject, detail);
        return true;
    }

    /// <summary>The status in the form <c>class.subject.detail</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryParsePart(ReadOnlySpan<char> part, out int value)
    {
        value = 0;
        if (part.Length is < 1 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
        return int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
