using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Finds failed authentications among the lines of a Postfix's log. Clients write parts of these lines, so that a line counts only where everything from its beginning to the
/// reason is what smtpd and syslog themselves write. Whatever it reads, it throws nothing. Thread-safe.
/// </summary>
internal static class PostfixLogParser
{
    private const string Frame = " authentication failed: ";
    private const string LoginName = ", sasl_username=";
    private const string NoLogin = "(unavailable)";
    private const int MaximumNameLength = 255;
    private const int MaximumMechanismLength = 100;

    // Nobody's password was judged: the directory or what leads to it does not work, or there is no such mechanism. By Cyrus (sasl_errstring), by Postfix for Dovecot.
    private static readonly FrozenSet<string> Undecided = FrozenSet.Create(
        StringComparer.Ordinal,
        "generic failure", "no memory available", "overflowed buffer", "no mechanism available", "SASL library is not initialized", "transient failure (e.g., weak key)",
        "remote authentication server unavailable", "Connection lost to authentication server", "Can't connect to authentication server", "Authentication backend error",
        "Invalid authentication mechanism", "Temporary authentication failure");

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="isBare">Whether the line may be the message alone, without time, host and program before it.</param>
    /// <param name="failure">The failure.</param>
    /// <returns>Whether the line tells of a failed authentication that counts.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, bool isBare, out FailedLogin failure)
    {
        failure = default;
        if (line.IndexOf(" authentication failed: "u8) < 0) return false;
        ReadOnlySpan<char> rest = Encoding.UTF8.GetString(line).AsSpan().TrimEnd('\r');
        int times = 1;
        bool hasMessage = Skip(ref rest, "warning: ") ? isBare
            : SyslogPrefix.TrySkip(ref rest, "/smtpd") && SyslogPrefix.TryTakeRepetition(ref rest, out times) && Skip(ref rest, "warning: ");
        if (!hasMessage || !TryTakeClient(ref rest, out IPAddress? client) || !Skip(ref rest, ": SASL ") || !TrySkipMechanism(ref rest)) return false;
        int end = rest.IndexOf(LoginName);
        ReadOnlySpan<char> reason = end < 0 ? rest : rest[..end];
        if (Undecided.GetAlternateLookup<ReadOnlySpan<char>>().Contains(reason)) return false;
        string login = end < 0 ? "" : rest[(end + LoginName.Length)..].ToString();
        failure = new FailedLogin(client!, login == NoLogin ? "" : login, times);
        return true;
    }

    // name[address], and :port where Postfix logs that too.
    private static bool TryTakeClient(ref ReadOnlySpan<char> rest, out IPAddress? client)
    {
        client = null;
        (int open, int close) = (rest.IndexOf('['), rest.IndexOf(']'));
        if (open is < 1 or > MaximumNameLength || close < open || !IsName(rest[..open])) return false;
        ReadOnlySpan<char> address = rest[(open + 1)..close];
        if (!IsAddress(address) || !IPAddress.TryParse(address, out client)) return false;
        rest = rest[(close + 1)..];
        if (rest.Length < 2 || rest[0] != ':' || !char.IsAsciiDigit(rest[1])) return true;
        int port = 1;
        while (port < rest.Length && char.IsAsciiDigit(rest[port])) port++;
        rest = rest[port..];
        return true;
    }

    private static bool TrySkipMechanism(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOf(' ');
        if (end is < 1 or > MaximumMechanismLength) return false;
        rest = rest[end..];
        return Skip(ref rest, Frame);
    }

    private static bool Skip(ref ReadOnlySpan<char> rest, string expected)
    {
        if (!rest.StartsWith(expected, StringComparison.Ordinal)) return false;
        rest = rest[expected.Length..];
        return true;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '_')) return false;
        }

        return true;
    }

    // What is parsed as an address takes more than one form: "1" and "0x7f.1" are none here.
    private static bool IsAddress(ReadOnlySpan<char> text) => text.Contains(':') || text.Count('.') == 3;
}
