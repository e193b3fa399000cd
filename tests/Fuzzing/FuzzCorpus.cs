namespace Submission.Tests.Fuzzing;

/// <summary>
/// The inputs from which fuzzing starts, one a line in <c>Corpus/NAME.txt</c>: written by hand, found because they take ways of their own through the code, and whatever once broke it.
/// </summary>
internal static class FuzzCorpus
{
    public static IReadOnlyList<byte[]> Seeds(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Corpus", name + ".txt")).Where(static line => line.Length > 0 && line[0] != '#').Select(FuzzText.Octets)];

    /// <summary>Writes inputs for the folder of the seeds.</summary>
    public static void Write(string folder, string name, IEnumerable<byte[]> inputs)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, name + ".txt"), inputs.Select(static input => FuzzText.Escape(input)).Where(static line => line.Length > 0));
    }
}
