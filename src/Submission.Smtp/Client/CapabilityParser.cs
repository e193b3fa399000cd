using System.Globalization;

namespace Submission.Smtp.Client;

/// <summary>Reads the answer to EHLO (RFC 5321, section 4.1.1.1).</summary>
internal static class CapabilityParser
{
    /// <summary>Reads the lines; the first is the server's greeting, unknown ones are passed over.</summary>
    public static SmtpPeerCapabilities Parse(IReadOnlyList<string> lines)
    {
        SmtpPeerCapabilities found = new();
        for (int i = 1; i < lines.Count; i++)
        {
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            string keyword = words[0].ToUpperInvariant();
            found = keyword switch
            {
                "STARTTLS" => found with { StartTls = true },
                "PIPELINING" => found with { Pipelining = true },
                "8BITMIME" => found with { EightBitMime = true },
                "SMTPUTF8" => found with { SmtpUtf8 = true },
                "DSN" => found with { Dsn = true },
                "CHUNKING" => found with { Chunking = true },
                "ENHANCEDSTATUSCODES" => found with { EnhancedStatusCodes = true },
                "REQUIRETLS" => found with { RequireTls = true },
                "SIZE" => found with { Size = true, MaximumSize = words.Length > 1 ? ParseSize(words[1]) : null },
                "AUTH" => WithMechanisms(found, words.AsSpan(1)),
                // As servers wrote it before RFC 2554, and some still do beside the other form.
                _ when keyword.StartsWith("AUTH=", StringComparison.Ordinal) => WithMechanisms(WithMechanisms(found, [keyword[5..]]), words.AsSpan(1)),
                _ => found,
            };
        }

        return found;
    }

    private static SmtpPeerCapabilities WithMechanisms(SmtpPeerCapabilities found, ReadOnlySpan<string> mechanisms)
    {
        foreach (string mechanism in mechanisms)
        {
            if (string.Equals(mechanism, "PLAIN", StringComparison.OrdinalIgnoreCase)) found = found with { AuthPlain = true };
            else if (string.Equals(mechanism, "LOGIN", StringComparison.OrdinalIgnoreCase)) found = found with { AuthLogin = true };
        }

        return found;
    }

    // RFC 1870, section 3: 0 says that no largest size is in force.
    private static long? ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0 ? size : null;
}
