using System.Collections.Immutable;

namespace Submission.Policy.Specification;

/// <summary>What reading a policy gave. Immutable and thread-safe.</summary>
/// <param name="Spec">The policy, as far as it could be read; <see langword="null"/> where there is none to speak of.</param>
/// <param name="Errors">Everything that is wrong so far; the compiler adds what it finds.</param>
public sealed record PolicySpecResult(PolicySpec? Spec, ImmutableArray<SpecError> Errors);
