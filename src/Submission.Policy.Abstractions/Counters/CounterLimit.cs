using System.Collections.Immutable;

namespace Submission.Policy.Counters;

/// <summary>What one counter must not exceed: all its windows together, and what may be reserved at once. Immutable and thread-safe.</summary>
public sealed class CounterLimit
{
    /// <summary>The most windows that a counter can have.</summary>
    public const int MaximumWindows = 8;

    private const long MaximumAtMost = 1_000_000_000_000;

    private static readonly TimeSpan MinimumLength = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumLength = TimeSpan.FromDays(366);

    /// <summary>Makes a limit.</summary>
    /// <param name="windows">0 to 8 windows of different lengths, in any order.</param>
    /// <param name="atOnce">The most that may be reserved and not yet ended at the same time; <see langword="null"/> for no such limit.</param>
    /// <param name="isDistinct">Whether different <see cref="CounterCharge.Member"/>s are counted instead of amounts.</param>
    /// <exception cref="ArgumentException">
    /// No window and no <paramref name="atOnce"/>, too many windows, two of the same length, or a length or a limit outside the range that
    /// <see cref="CounterWindow"/> names.
    /// </exception>
    public CounterLimit(ImmutableArray<CounterWindow> windows, long? atOnce = null, bool isDistinct = false)
    {
        if (windows.IsDefault || windows.Length > MaximumWindows) throw new ArgumentException("A limit has 0 to 8 windows.", nameof(windows));
        if (windows.Length == 0 && atOnce is null) throw new ArgumentException("A limit needs a window or a limit at once.", nameof(windows));
        foreach (CounterWindow window in windows)
        {
            if (window.Length < MinimumLength || window.Length > MaximumLength) throw new ArgumentException("A window is 1 second to 366 days long.", nameof(windows));
            if (window.AtMost is < 0 or > MaximumAtMost) throw new ArgumentException("The limit of a window is 0 to 1,000,000,000,000.", nameof(windows));
        }

        if (atOnce is < 0 or > MaximumAtMost) throw new ArgumentException("The limit at once is 0 to 1,000,000,000,000.", nameof(atOnce));
        Windows = windows.Sort(static (left, right) => left.Length.CompareTo(right.Length));
        for (int i = 1; i < Windows.Length; i++)
        {
            if (Windows[i].Length == Windows[i - 1].Length) throw new ArgumentException("Two windows have the same length.", nameof(windows));
        }

        AtOnce = atOnce;
        IsDistinct = isDistinct;
    }

    /// <summary>The windows, the shortest first.</summary>
    public ImmutableArray<CounterWindow> Windows { get; }

    /// <summary>The most that may be reserved and not yet ended at the same time; <see langword="null"/> for no such limit.</summary>
    public long? AtOnce { get; }

    /// <summary>Whether different members are counted, each once while it is in the window.</summary>
    public bool IsDistinct { get; }
}
