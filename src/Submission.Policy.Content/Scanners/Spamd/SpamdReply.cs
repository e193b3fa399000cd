using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>What spamd thinks of a message, or why that is not known.</summary>
internal readonly record struct SpamdAnswer(SpamScan? Scan, string Reason);

/// <summary>
/// Reads an answer of spamd: <c>SPAMD/1.1 0 EX_OK</c>, a field <c>Spam: True ; 1000.0 / 5.0</c>, perhaps <c>Content-length</c>, an empty line, and the names of the
/// tests with commas.
/// </summary>
internal static class SpamdReply
{
    private const int MaximumTests = 1_000;

    /// <summary>Reads all that spamd said until it closed the connection.</summary>
    public static SpamdAnswer Read(ReadOnlySpan<byte> reply)
    {
        if (reply.IsEmpty) return Doubt("closed the connection without an answer");
        int end = reply.IndexOf("\r\n"u8);
        string line = Encoding.Latin1.GetString(end < 0 ? reply : reply[..end]);
        if (!TryReadStatus(line, out bool isOk)) return Doubt($"answered \"{ScannerText.Printable(line)}\"");
        if (!isOk) return Doubt($"refused: \"{ScannerText.Printable(line)}\"");

        int headEnd = reply.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0) return Doubt("closed the connection in the middle of its answer");
        if (!TryReadFields(Encoding.Latin1.GetString(reply[..headEnd]), out SpamScan? scan, out int? length)) return Doubt("answered what cannot be read");
        ReadOnlySpan<byte> body = reply[(headEnd + 4)..];
        if (length is { } told && body.Length != told) return Doubt("closed the connection in the middle of its answer");
        return new SpamdAnswer(scan! with { Tests = ReadTests(Encoding.Latin1.GetString(body)) }, "");
    }

    private static SpamdAnswer Doubt(string reason) => new(null, reason);

    // SPAMD/1.1 0 EX_OK
    private static bool TryReadStatus(string line, out bool isOk)
    {
        string[] words = line.Split(' ', 3);
        isOk = words.Length == 3 && words[1] == "0" && words[2] == "EX_OK";
        return words.Length == 3 && words[0].StartsWith("SPAMD/1.", StringComparison.Ordinal) && words[0].Length > "SPAMD/1.".Length
            && !words[0].AsSpan("SPAMD/1.".Length).ContainsAnyExceptInRange('0', '9');
    }

    private static bool TryReadFields(string head, out SpamScan? scan, out int? length)
    {
        scan = null;
        length = null;
        foreach (string field in head.Split("\r\n").Skip(1))
        {
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) return false;
            string value = field[(colon + 1)..].Trim(' ');
            switch (field[..colon].ToLowerInvariant())
            {
                case "spam":
                    if (scan is not null || !TryReadJudgement(value, out scan)) return false;
                    break;
                case "content-length":
                    if (length is not null || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int octets)) return false;
                    length = octets;
                    break;
            }
        }

        return scan is not null;
    }

    // True ; 1000.0 / 5.0
    private static bool TryReadJudgement(string text, out SpamScan? scan)
    {
        scan = null;
        string[] parts = text.Split(';');
        if (parts.Length != 2 || !TryReadBoolean(parts[0].Trim(' '), out bool isSpam)) return false;
        string[] numbers = parts[1].Split('/');
        if (numbers.Length != 2 || !TryReadNumber(numbers[0], out double score) || !TryReadNumber(numbers[1], out double required)) return false;
        scan = new SpamScan(isSpam, score) { RequiredScore = required };
        return true;
    }

    private static bool TryReadBoolean(string word, out bool value)
    {
        value = word is "True" or "Yes";
        return value || word is "False" or "No";
    }

    private static bool TryReadNumber(string text, out double number) =>
        double.TryParse(text.Trim(' '), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static ImmutableArray<string> ReadTests(string body) =>
        [.. body.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MaximumTests).Select(static name => ScannerText.Printable(name))];
}
