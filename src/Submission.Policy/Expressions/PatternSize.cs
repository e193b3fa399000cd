using System.Globalization;

namespace Submission.Policy.Expressions;

/// <summary>
/// Estimates how much work a pattern makes: characters and classes count 1, <c>{m,n}</c> multiplies. A counted repetition within another repetition costs the
/// engine far more than its product, as measured; <c>[a-z]{1,63}</c> within a star still passes.
/// </summary>
internal static class PatternSize
{
    /// <summary>The largest pattern that is taken.</summary>
    public const int Maximum = 640;

    private const int NestingFactor = 8;

    /// <summary>The size; more than <see cref="Maximum"/> where it is too large, by whatever amount.</summary>
    public static int Of(string pattern)
    {
        Stack<(long Sum, bool HasCount)> groups = new();
        long sum = 0;
        long last = 0;
        bool hasCount = false;
        bool isLastCounted = false;
        for (int i = 0; i < pattern.Length && sum <= Maximum; i++)
        {
            int count = 1;
            if (pattern[i] is '*' or '+' || (pattern[i] == '{' && TryReadCount(pattern, ref i, out count)))
            {
                long repeated = last * count * (isLastCounted ? NestingFactor : 1);
                sum += repeated - last;
                last = repeated;
                hasCount |= count > 1;
                isLastCounted |= count > 1;
            }
            else if (pattern[i] == '(')
            {
                groups.Push((sum, hasCount));
                (sum, last, hasCount, isLastCounted) = (0, 0, false, false);
            }
            else if (pattern[i] == ')' && groups.TryPop(out (long Sum, bool HasCount) outer))
            {
                (last, isLastCounted) = (sum, hasCount);
                sum += outer.Sum;
                hasCount |= outer.HasCount;
            }
            else
            {
                if (pattern[i] == '[') i = EndOfClass(pattern, i);
                else if (pattern[i] == '\\') i++;
                (sum, last, isLastCounted) = (sum + 1, 1, false);
            }
        }

        if (sum > Maximum) return Maximum + 1;
        return (int)sum;
    }

    private static bool TryReadCount(string pattern, ref int index, out int count)
    {
        count = 1;
        int end = pattern.IndexOf('}', index);
        if (end < 0) return false;
        foreach (Range part in pattern.AsSpan(index + 1, end - index - 1).Split(','))
        {
            ReadOnlySpan<char> number = pattern.AsSpan(index + 1, end - index - 1)[part];
            if (number.IsEmpty) continue;
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value)) return false;
            count = Math.Max(count, Math.Min(value, Maximum + 1));
        }

        index = end;
        return true;
    }

    private static int EndOfClass(string pattern, int start)
    {
        int i = start + 1;
        if (i < pattern.Length && pattern[i] == '^') i++;
        if (i < pattern.Length && pattern[i] == ']') i++;
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern[i] == '\\') i++;
        }

        return i;
    }
}
