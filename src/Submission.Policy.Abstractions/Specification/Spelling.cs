namespace Submission.Policy.Specification;

/// <summary>Finds the word that somebody probably meant.</summary>
public static class Spelling
{
    /// <summary>Finds the known word nearest to an unknown one.</summary>
    /// <param name="word">The unknown word.</param>
    /// <param name="known">The known words.</param>
    /// <returns>The nearest known word; <see langword="null"/> where none is near: more than a third of the letters differ.</returns>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        if (word.Length > 64) return null;
        string? best = null;
        int bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(word, candidate);
            if (distance >= bestDistance) continue;
            best = candidate;
            bestDistance = distance;
        }

        return best;
    }

    // Damerau-Levenshtein, optimal string alignment: swapped letters are the commonest slip.
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) table[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) table[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int cost = left[i - 1] == right[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) best = Math.Min(best, table[i - 2, j - 2] + 1);
                table[i, j] = best;
            }
        }

        return table[left.Length, right.Length];
    }
}
