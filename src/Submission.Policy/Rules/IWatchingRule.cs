using Submission.Policy.Counters;

namespace Submission.Policy.Rules;

/// <summary>
/// A rule that asks counters or blocks of every message and finds them harmless for nearly all: what it looked at is found out only where somebody wants a decision record.
/// </summary>
internal interface IWatchingRule
{
    /// <summary>The counters that it looks at, at mail.</summary>
    IEnumerable<CounterCharge> WatchedAtMail(PolicyContext context);
}
