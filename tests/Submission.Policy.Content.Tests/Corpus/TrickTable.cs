using System.Collections.Frozen;
using Submission.Policy.Content.Tests.Corpus.Tricks;

namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>All tricks, in the order of their rows.</summary>
internal static class TrickTable
{
    public static IReadOnlyList<Trick> All { get; } =
    [
        .. ((Trick[])
            [
                .. PlainTricks.All(), .. QuotingTricks.All(), .. ContinuationTricks.All(), .. EncodedWordTricks.All(), .. EndingTricks.All(), .. FieldTricks.All(),
                .. TransferTricks.All(), .. BoundaryTricks.All(), .. ContainerTricks.All(), .. TextTricks.All(), .. TnefTricks.All(), .. SignedTricks.All(), .. CharsetTricks.All(),
            ]).OrderBy(static trick => int.Parse(trick.Row.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    public static FrozenDictionary<string, Trick> ByName { get; } = All.ToFrozenDictionary(static trick => trick.Name, StringComparer.Ordinal);
}
