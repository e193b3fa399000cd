using System.Collections.Immutable;

namespace Submission.Policy.Specification;

/// <summary>A policy as it was written: read, but not yet understood. Immutable and thread-safe.</summary>
/// <param name="Name">The name of the policy.</param>
/// <param name="About">One sentence on what it is for; empty where none was written.</param>
/// <param name="Lists">The named lists; those from files are read already.</param>
/// <param name="Rules">The rules in the order in which they are asked within a stage.</param>
public sealed record PolicySpec(string Name, string About, ImmutableArray<ListSpec> Lists, ImmutableArray<RuleSpec> Rules);

/// <summary>A named list as it was written.</summary>
/// <param name="Name">The name, usable in expressions as <c>lists.name</c>.</param>
/// <param name="Items">The values.</param>
public sealed record ListSpec(SpecScalar Name, ImmutableArray<SpecScalar> Items);

/// <summary>A rule as it was written.</summary>
/// <param name="Id">The id.</param>
/// <param name="Body">All its words, <c>rule</c> among them.</param>
public sealed record RuleSpec(SpecScalar Id, SpecMapping Body);
