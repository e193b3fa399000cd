using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Expressions;

/// <summary>How values compare: below, equal, above, or not at all (NaN, different lists).</summary>
internal static class Order
{
    public const int Below = -1;
    public const int Equal = 0;
    public const int Above = 1;
    public const int None = 2;

    public static int Of(bool left, bool right) => left == right ? Equal : right ? Below : Above;

    public static int Of(long left, long right) => left == right ? Equal : left < right ? Below : Above;

    public static int Of(double left, double right) => left == right ? Equal : left < right ? Below : left > right ? Above : None;

    /// <summary>By code points. UTF-16 sorts surrogates below U+E000 to U+FFFF, which are lower code points.</summary>
    public static int Of(string left, string right)
    {
        int length = left.AsSpan().CommonPrefixLength(right);
        if (length == left.Length || length == right.Length) return Of(left.Length, (long)right.Length);
        char first = left[length];
        char second = right[length];
        bool isFirstHigh = char.IsSurrogate(first);
        bool isSecondHigh = char.IsSurrogate(second);
        return isFirstHigh == isSecondHigh ? Of(first, (long)second) : isSecondHigh ? Below : Above;
    }

    public static int Of(TimeSpan left, TimeSpan right) => Of(left.Ticks, right.Ticks);

    public static int Of(DateTimeOffset left, DateTimeOffset right) => Of(left.UtcTicks, right.UtcTicks);

    public static int Of(IPAddress left, IPAddress right) => left.Equals(right) ? Equal : None;

    /// <summary>As numbers: exact, where a conversion to double would round.</summary>
    public static int Of(long left, double right)
    {
        const double Limit = 9223372036854775808.0;
        if (double.IsNaN(right)) return None;
        if (right >= Limit) return Below;
        if (right < -Limit) return Above;
        double whole = Math.Floor(right);
        int order = Of(left, (long)whole);
        return order == Equal && right > whole ? Below : order;
    }

    public static int Of(double left, long right) => Of(right, left) is var order and not None ? -order : None;

    public static int OfLists<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, T, bool> areEqual)
    {
        if (left.Length != right.Length) return None;
        for (int i = 0; i < left.Length; i++)
        {
            if (!areEqual(left[i], right[i])) return None;
        }

        return Equal;
    }
}
