using Submission.Policy.Lookups;

namespace Submission.Policy.Counters;

/// <summary>
/// What the fullest window of a counter holds: the one with the least left. Immutable.
/// </summary>
/// <param name="State"><see cref="LookupState.Found"/>, or <see cref="LookupState.Unavailable"/> where the store did not answer.</param>
/// <param name="Window">The window with the least left.</param>
/// <param name="Used">What it holds, reservations included.</param>
/// <param name="OpensAt">Where more is used than the limit allows: when it will be back at the limit; otherwise the default.</param>
public readonly record struct CounterReading(LookupState State, CounterWindow Window, long Used, DateTimeOffset OpensAt)
{
    /// <summary>What is left of the window; negative where more than the limit is used.</summary>
    public long Left => Window.AtMost - Used;

    /// <summary>Whether more is used than the limit allows.</summary>
    public bool IsExceeded => State == LookupState.Found && Used > Window.AtMost;
}
