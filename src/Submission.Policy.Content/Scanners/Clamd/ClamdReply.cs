using System.Buffers.Text;
using System.Globalization;

namespace Submission.Policy.Lookups;

/// <summary>Reads what clamd says within a session: <c>3: stream: OK</c>, <c>3: stream: NAME FOUND</c>, <c>3: ... ERROR</c>.</summary>
internal static class ClamdReply
{
    /// <summary>Reads a reply.</summary>
    /// <param name="reply">The reply without the NUL that ends it.</param>
    /// <param name="scan">The number of the scan within the session.</param>
    /// <param name="isOwn">Whether the reply carries that number.</param>
    public static LookupResult<string> Read(ReadOnlySpan<byte> reply, uint scan, out bool isOwn)
    {
        bool hasNumber = TryTakeNumber(reply, out uint number, out ReadOnlySpan<byte> answer);
        isOwn = hasNumber && number == scan;
        if (!isOwn)
        {
            return LookupResult<string>.Unavailable(hasNumber
                ? string.Create(CultureInfo.InvariantCulture, $"answered for scan {number} in place of {scan}")
                : $"answered \"{ScannerText.Printable(reply)}\"");
        }

        if (answer.SequenceEqual("stream: OK"u8)) return LookupResult<string>.Absent("clean");
        if (TryTakeName(answer, out ReadOnlySpan<byte> name))
        {
            string virus = ScannerText.Printable(name);
            // The alert of AlertExceedsMax: something was skipped, which is a doubt and no virus.
            return name.StartsWith("Heuristics.Limits.Exceeded"u8)
                ? LookupResult<string>.Unavailable($"did not scan all of the message: {virus}")
                : LookupResult<string>.Found(virus);
        }

        return LookupResult<string>.Unavailable(answer.StartsWith("INSTREAM size limit exceeded"u8)
            ? "the message is larger than its StreamMaxLength"
            : $"answered \"{ScannerText.Printable(answer)}\"");
    }

    private static bool TryTakeNumber(ReadOnlySpan<byte> reply, out uint number, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (!Utf8Parser.TryParse(reply, out number, out int digits) || reply[0] is not (>= (byte)'1' and <= (byte)'9')) return false;
        if (!reply[digits..].StartsWith(": "u8)) return false;
        rest = reply[(digits + 2)..];
        return true;
    }

    private static bool TryTakeName(ReadOnlySpan<byte> answer, out ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> start = "stream: "u8;
        ReadOnlySpan<byte> end = " FOUND"u8;
        name = default;
        if (answer.Length <= start.Length + end.Length || !answer.StartsWith(start) || !answer.EndsWith(end)) return false;
        name = answer[start.Length..^end.Length];
        return true;
    }
}
