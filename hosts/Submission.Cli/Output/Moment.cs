using System.Globalization;
using System.Text;

namespace Submission.Cli.Output;

/// <summary>Writes moments for people: in UTC, and how far away they are.</summary>
internal static class Moment
{
    /// <summary>For example <c>2026-01-01T10:12:00Z (in 12 min)</c>.</summary>
    public static string Of(DateTimeOffset moment, DateTimeOffset now) => $"{Utc(moment)} ({Distance(moment - now)})";

    /// <summary>A length of time, for example <c>3 h 12 min</c>; <c>0 s</c> for less than a second.</summary>
    public static string LengthOf(TimeSpan length) => Length(length.Duration()) is { Length: > 0 } text ? text : "0 s";

    /// <summary>When something that waits is due, for example <c>in 12 min</c>; <c>now</c> where it is.</summary>
    public static string DueIn(TimeSpan distance) => distance < TimeSpan.FromSeconds(1) ? "now" : Distance(distance);

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Distance(TimeSpan distance)
    {
        string length = Length(distance.Duration());
        if (length.Length == 0) return "now";
        return distance < TimeSpan.Zero ? $"{length} ago" : $"in {length}";
    }

    // The two largest units, and seconds only where it is a matter of a few minutes: nobody wants to know them of a day.
    private static string Length(TimeSpan length)
    {
        var text = new StringBuilder();
        if (length.Days > 0) Append(text, length.Days, "d");
        if (length.Hours > 0) Append(text, length.Hours, "h");
        if (length.Minutes > 0 && length.Days == 0) Append(text, length.Minutes, "min");
        if (length.Seconds > 0 && length < TimeSpan.FromMinutes(10)) Append(text, length.Seconds, "s");
        return text.ToString();
    }

    private static void Append(StringBuilder text, int count, string unit) =>
        text.Append(text.Length > 0 ? " " : "").Append(count.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(unit);
}
