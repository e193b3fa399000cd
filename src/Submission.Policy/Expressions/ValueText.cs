using System.Collections.Immutable;
using System.Globalization;

namespace Submission.Policy.Expressions;

/// <summary>Values as people read them in decision records and replies.</summary>
internal static class ValueText
{
    private const int MaximumItems = 20;

    public static string Of<T>(T value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Of(number),
        TimeSpan duration => Of(duration),
        DateTimeOffset moment => Of(moment),
        ImmutableArray<string> items => OfList(items),
        ImmutableArray<long> items => OfList(items),
        ImmutableArray<double> items => OfList(items),
        ImmutableArray<bool> items => OfList(items),
        null => "null",
        _ => value.ToString() ?? "",
    };

    public static string Of(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? "NaN" : value > 0 ? "+infinity" : "-infinity";

    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    // CEL writes a duration as its seconds.
    public static string Of(TimeSpan duration) => ((decimal)duration.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) + "s";

    private static string OfList<T>(ImmutableArray<T> items)
    {
        IEnumerable<string> shown = items.Take(MaximumItems).Select(static item => Of(item));
        return "[" + string.Join(", ", shown) + (items.Length > MaximumItems ? ", …]" : "]");
    }
}
