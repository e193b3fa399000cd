using System.Collections.Immutable;
using Submission.Policy.Counters;

namespace Submission.Policy.Client;

/// <summary>What the policy has counted of a subject. Immutable and thread-safe.</summary>
/// <param name="Windows">The windows that hold something of the subject, or whose rule blocks it, in the order of the policy.</param>
/// <param name="Blocks">The blocks that stand against the subject, the first to end first.</param>
public sealed record SubjectUsage(ImmutableArray<WindowUsage> Windows, ImmutableArray<CounterBlock> Blocks);
