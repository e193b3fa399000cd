using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Policies;

/// <summary>What <c>policy.yaml</c> says.</summary>
/// <param name="Name">The name; empty where it is missing.</param>
/// <param name="About">What it is for; empty where that is missing.</param>
/// <param name="Lists">The named lists.</param>
/// <param name="Rules">The ids of the rules in order; default where there are none that could be read.</param>
internal sealed record PolicyHeader(string Name, string About, ImmutableArray<ListSpec> Lists, ImmutableArray<SpecScalar> Rules);
