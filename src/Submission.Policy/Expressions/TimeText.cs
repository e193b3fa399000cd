using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Submission.Policy.Expressions;

/// <summary>Times and spans of time as expressions write them.</summary>
internal static partial class TimeText
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a span: decimal numbers with the units h, m, s, ms, us, ns of CEL, and d besides; a sign may stand in front.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith('-');
        if (isNegative || rest.StartsWith('+')) rest = rest[1..];
        if (rest.SequenceEqual("0")) return true;
        if (rest.IsEmpty || rest.Length > 64) return false;
        decimal ticks = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits < 1 || digits > 20 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) return false;
            rest = rest[digits..];
            int unitLength = rest.Length > 1 && rest[1] == 's' ? 2 : 1;
            decimal unit = rest[..unitLength] switch { "d" => 864_000_000_000, "h" => 36_000_000_000, "m" => 600_000_000, "s" => 10_000_000, "ms" => 10_000, "us" => 10, "ns" => 0.01m, _ => 0 };
            if (unit == 0 || number > 9_000_000_000_000_000_000m) return false;
            ticks += number * unit;
            if (ticks > long.MaxValue) return false;
            rest = rest[unitLength..];
        }

        duration = new TimeSpan((long)(isNegative ? -ticks : ticks));
        return true;
    }

    /// <summary>Reads a time as RFC 3339 writes it, such as <c>2026-01-01T10:00:00Z</c>.</summary>
    public static bool TryParseTimestamp(string text, out DateTimeOffset moment)
    {
        moment = default;
        return text.Length <= 40 && Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    /// <summary>Reads a time zone: a name such as <c>Europe/Prague</c>, or an offset such as <c>+02:00</c>.</summary>
    public static bool TryParseZone(string text, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (Offset().IsMatch(text))
        {
            TimeSpan offset = TimeSpan.ParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture);
            if (offset > TimeSpan.FromHours(14)) return false;
            zone = TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text);
            return true;
        }

        // The name becomes a path below the system's zone data.
        return ZoneName().IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out zone!);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^[+-][0-2][0-9]:[0-5][0-9]\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offset();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z][A-Za-z0-9_+-]{0,31}){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZoneName();
}
