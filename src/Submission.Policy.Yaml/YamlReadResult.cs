using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml;

/// <summary>What reading a YAML text gave. Immutable and thread-safe.</summary>
/// <param name="Documents">The documents that could be read, in the order of the text; empty ones are left out.</param>
/// <param name="Errors">Everything that is wrong, in the order of the text.</param>
public sealed record YamlReadResult(ImmutableArray<SpecNode> Documents, ImmutableArray<SpecError> Errors);
