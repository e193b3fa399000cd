using System.Collections.Immutable;

namespace Submission.Policy.Testing.Cases;

/// <summary>A golden case as it was written.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Folder and file without the ending: <c>message-rate/ipv6-by-64</c>.</param>
/// <param name="About">One sentence on what it shows.</param>
/// <param name="Given">The world in which it plays.</param>
/// <param name="Steps">What happens.</param>
internal sealed record GoldenCase(string File, string Name, string About, CaseGiven Given, ImmutableArray<CaseStep> Steps);
