namespace Submission.Smtp.Tests.Fuzz;

/// <summary>Ways to cut an input: what comes of it may depend on none.</summary>
internal static class Pieces
{
    private const int Thorough = 24;

    /// <summary>Whole, octet by octet, and cut in two: anywhere where the input is short, at some places otherwise.</summary>
    public static IEnumerable<int[]> Cuts(int length)
    {
        yield return [];
        yield return [.. Enumerable.Range(1, Math.Max(0, length - 1))];
        int step = Math.Max(1, length / Thorough);
        for (int cut = 1; cut < length; cut += step) yield return [cut];
    }

    public static IEnumerable<ReadOnlyMemory<byte>> Of(byte[] octets, int[] cuts)
    {
        int from = 0;
        foreach (int cut in cuts)
        {
            yield return octets.AsMemory(from, cut - from);
            from = cut;
        }

        if (from < octets.Length) yield return octets.AsMemory(from);
    }
}
