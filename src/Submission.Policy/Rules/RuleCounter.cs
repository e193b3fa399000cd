using System.Collections.Immutable;
using Submission.Policy.Counters;

namespace Submission.Policy.Rules;

/// <summary>The counters of one key of a rule: one for each subject. Immutable.</summary>
internal sealed class RuleCounter
{
    /// <summary>Describes counters.</summary>
    /// <param name="scope">The scope of their names.</param>
    /// <param name="limit">Their windows.</param>
    /// <param name="blockScope">The scope under which the rule blocks their subjects; <see langword="null"/> where it blocks nobody.</param>
    /// <param name="tellsOpening">Whether a window that is full refuses, so that it can be told when it opens.</param>
    public RuleCounter(string scope, CounterLimit limit, string? blockScope = null, bool tellsOpening = true)
    {
        Scope = scope;
        BlockScope = blockScope;
        Windows = limit.Windows.IsEmpty
            ? [new WindowView(new CounterWindow(TimeSpan.Zero, limit.AtOnce ?? 0), limit, null)]
            : [.. limit.Windows.Select(window => new WindowView(
                window,
                new CounterLimit([window], isDistinct: limit.IsDistinct),
                tellsOpening && window.AtMost > 0 ? new CounterLimit([window with { AtMost = window.AtMost - 1 }], isDistinct: limit.IsDistinct) : null))];
    }

    public string Scope { get; }

    public string? BlockScope { get; }

    /// <summary>Each window apart, because a store tells of several only the fullest.</summary>
    public ImmutableArray<WindowView> Windows { get; }

    /// <summary>A window with the limit that reads it, and the one that is exceeded as soon as it is full.</summary>
    internal sealed record WindowView(CounterWindow Window, CounterLimit Limit, CounterLimit? Full);
}
