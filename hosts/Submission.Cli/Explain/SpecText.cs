using Submission.Policy.Specification;

namespace Submission.Cli.Explain;

/// <summary>Writes what stands in a policy's files in one line.</summary>
internal static class SpecText
{
    public static string Of(SpecNode node) => node switch
    {
        SpecScalar scalar => scalar.Value,
        SpecSequence sequence => string.Join(", ", sequence.Items.Select(Of)),
        SpecMapping mapping => string.Join(", ", mapping.Entries.Select(static entry => $"{entry.Key.Value}: {Of(entry.Value)}")),
        _ => "",
    };

    public static string? Of(SpecMapping mapping, string word) => mapping.TryGet(word, out SpecEntry? entry) ? Of(entry.Value) : null;

    /// <summary>All single values below a node.</summary>
    public static IEnumerable<string> Scalars(SpecNode node) => node switch
    {
        SpecScalar scalar => [scalar.Value],
        SpecSequence sequence => sequence.Items.SelectMany(Scalars),
        SpecMapping mapping => mapping.Entries.SelectMany(static entry => Scalars(entry.Value)),
        _ => [],
    };
}
