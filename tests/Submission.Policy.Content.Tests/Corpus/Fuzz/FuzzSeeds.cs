using Submission.Policy.Content.Tests.Corpus.Ordinary;

namespace Submission.Policy.Content.Tests.Corpus.Fuzz;

/// <summary>What the fuzzing starts from: the table, some ordinary messages, and whatever is known to break readers.</summary>
internal static class FuzzSeeds
{
    private const int Largest = 12_000;

    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. ((IEnumerable<byte[]>)
            [
                .. TrickTable.All.SelectMany(static trick => new[] { trick.Build("exe"), trick.Build("pdf") }),
                .. Enumerable.Range(0, 105).Select(static number => OrdinaryTable.Build(number).Octets),
                .. Crashers().Select(static crasher => crasher.Octets),
            ]).Where(static octets => octets.Length is > 0 and <= Largest),
    ];

    /// <summary>Inputs that made the reader fail, or would a careless one, by their file names.</summary>
    public static IEnumerable<(string Name, byte[] Octets)> Crashers()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Corpus", "Crashers");
        return Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(static file => (Path.GetFileName(file), File.ReadAllBytes(file)));
    }
}
