using System.Globalization;

namespace Submission.Policy.Specification;

/// <summary>A place in a policy's files. Immutable and thread-safe.</summary>
/// <param name="File">The file, as it was named when it was read.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in characters, from 1.</param>
public readonly record struct SpecLocation(string File, int Line, int Column)
{
    /// <summary>The place in the form <c>file:line:column</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
