using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Submission.Policy;

/// <summary>
/// One reply of an SMTP server: code, enhanced status and a line of text (RFC 5321, section 4.2; RFC 2034). Immutable and thread-safe.
/// </summary>
/// <param name="Code">The reply code, 200 to 599.</param>
/// <param name="Status">The enhanced status; <see langword="null"/> where the reply carries none.</param>
/// <param name="Text">The text behind the codes: one line, no control characters.</param>
public sealed record SmtpReply(int Code, EnhancedStatus? Status, string Text)
{
    /// <summary>Whether the code says success or go on (2xx, 3xx).</summary>
    public bool IsPositive => Code < 400;

    /// <summary>Whether the code says that a later try may succeed (4xx).</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>Reads a reply line such as <c>550 5.1.0 sender rejected</c>.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="reply">The reply where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="line"/> begins with a reply code and is free of control characters.</returns>
    public static bool TryParse(string? line, [NotNullWhen(true)] out SmtpReply? reply)
    {
        reply = null;
        if (line is null || line.Length < 3 || line.AsSpan().ContainsAnyInRange('\0', '\u001f')) return false;
        if (!int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code) || code is < 200 or > 599) return false;
        if (line.Length == 3)
        {
            reply = new SmtpReply(code, null, "");
            return true;
        }

        if (line[3] != ' ') return false;
        string rest = line[4..];
        int space = rest.IndexOf(' ', StringComparison.Ordinal);
        ReadOnlySpan<char> first = space < 0 ? rest : rest.AsSpan(0, space);
        reply = EnhancedStatus.TryParse(first, out EnhancedStatus status)
            ? new SmtpReply(code, status, space < 0 ? "" : rest[(space + 1)..])
            : new SmtpReply(code, null, rest);
        return true;
    }

    /// <summary>Reads a reply line such as <c>550 5.1.0 sender rejected</c>.</summary>
    /// <exception cref="FormatException"><paramref name="line"/> is no reply line.</exception>
    public static SmtpReply Parse(string line) => TryParse(line, out SmtpReply? reply) ? reply : throw new FormatException("Not an SMTP reply line.");

    /// <summary>The line as it is sent, without CRLF.</summary>
    public override string ToString() => Status is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {Text}").TrimEnd(' ')
        : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}").TrimEnd(' ');
}
