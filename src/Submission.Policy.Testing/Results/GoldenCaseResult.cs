using System.Collections.Immutable;
using Submission.Policy.Testing.Running;

namespace Submission.Policy.Testing;

/// <summary>What came of one golden case. Immutable and thread-safe.</summary>
/// <param name="Name">Folder and file without the ending, for example <c>message-rate/ipv6-by-64</c>.</param>
/// <param name="File">The file.</param>
/// <param name="About">What the case shows, in one sentence.</param>
/// <param name="Differences">The steps that went otherwise than expected; at most five, because one mistake brings others with it.</param>
public sealed record GoldenCaseResult(string Name, string File, string About, ImmutableArray<CaseDifference> Differences)
{
    /// <summary>Whether everything went as expected.</summary>
    public bool IsPassed => Differences.IsEmpty;

    internal CaseEvidence Evidence { get; init; } = new();

    internal FakeWorld? World { get; init; }
}
