using System.Globalization;

namespace Submission.Policy.Specification;

/// <summary>Spans of time as policies write them: <c>61s</c>, <c>3m</c>, <c>1h</c>, <c>1d</c>, or several together, the largest first: <c>1h30m</c>.</summary>
public static class DurationText
{
    private const double MaximumDays = 366;

    /// <summary>Reads a span of time.</summary>
    /// <param name="text">Whole numbers with the units <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</param>
    /// <param name="duration">The span where the method returns <see langword="true"/>: more than zero, at most 366 days.</param>
    /// <returns>Whether <paramref name="text"/> is a span of time.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.IsEmpty || text.Length > 32) return false;
        double total = 0;
        double lastUnit = double.MaxValue;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 12) return false;
            int unitLength = text.Length > digits + 1 && text[digits] == 'm' && text[digits + 1] == 's' ? 2 : 1;
            double unit = text.Slice(digits, unitLength) switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => 0 };
            if (unit == 0 || unit >= lastUnit) return false;
            total += long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * unit;
            lastUnit = unit;
            text = text[(digits + unitLength)..];
        }

        if (total is <= 0 || total > MaximumDays * 86400) return false;
        duration = TimeSpan.FromMilliseconds(Math.Round(total * 1000));
        return true;
    }

    /// <summary>Writes a span of time in the same form, to the millisecond.</summary>
    public static string Format(TimeSpan duration)
    {
        string text = "";
        if (duration.Days > 0) text += string.Create(CultureInfo.InvariantCulture, $"{duration.Days}d");
        if (duration.Hours > 0) text += string.Create(CultureInfo.InvariantCulture, $"{duration.Hours}h");
        if (duration.Minutes > 0) text += string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m");
        if (duration.Seconds > 0) text += string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds}s");
        if (duration.Milliseconds > 0) text += string.Create(CultureInfo.InvariantCulture, $"{duration.Milliseconds}ms");
        return text.Length == 0 ? "0s" : text;
    }
}
