using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing;

/// <summary>What came of all golden cases of a policy. Immutable and thread-safe.</summary>
/// <param name="Policy">The name of the policy; empty where it could not be read.</param>
/// <param name="Errors">What is wrong with the policy's files and those of the cases. Where the policy itself is wrong, no case was run.</param>
/// <param name="Cases">The cases in ordinal order of their names.</param>
/// <param name="Coverage">How much of the policy the cases that were run reach.</param>
public sealed record GoldenCaseReport(string Policy, ImmutableArray<SpecError> Errors, ImmutableArray<GoldenCaseResult> Cases, PolicyCoverage Coverage)
{
    /// <summary>Whether nothing is wrong and every case went as expected. What the cases do not reach makes no difference here.</summary>
    public bool IsPassed => Errors.IsEmpty && Cases.All(static result => result.IsPassed);
}
