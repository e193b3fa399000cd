using System.Collections.Immutable;

namespace Submission.Policy.Rules;

/// <summary>A rule with counters, so that operators can see and reset them.</summary>
internal interface ICountingRule
{
    ImmutableArray<RuleCounter> Counters { get; }
}
