namespace Submission.Policy.Content.Structure;

/// <summary>How a line that begins with two hyphens relates to the boundaries.</summary>
internal enum DelimiterMatch
{
    None,

    /// <summary>It begins with a boundary and goes on, or it has the boundary of a container that is closed for most readers.</summary>
    Doubtful,

    Open,
    Close,
}

/// <summary>The containers that are open at a place of a message, the outermost first. Not thread-safe.</summary>
internal sealed class ContainerStack
{
    private const int MaximumPast = 65_536;

    private readonly List<OpenContainer> _open = [];
    private readonly HashSet<int> _past = [];

    public int Count => _open.Count;

    public OpenContainer this[int index] => _open[index];

    /// <summary>The innermost multipart; <see langword="null"/> where there is none.</summary>
    public OpenContainer? Innermost => IndexOfInnermost is >= 0 and int index ? _open[index] : null;

    /// <summary>Where the innermost multipart is; -1 where there is none.</summary>
    public int IndexOfInnermost => _open.FindLastIndex(static container => container.IsMultipart || container.IsWeak);

    /// <summary>Whether a part that says nothing is a message.</summary>
    public bool IsInDigest => _open.Count > 0 && _open[^1].IsDigest;

    public void Push(OpenContainer container) => _open.Add(container);

    /// <summary>Closes all containers but the outermost <paramref name="count"/>.</summary>
    public void CutTo(int count)
    {
        for (int i = count; i < _open.Count; i++)
        {
            foreach (byte[] boundary in _open[i].Boundaries)
            {
                if (boundary.Length > 0 && _past.Count < MaximumPast) _past.Add(HashOf(boundary.AsSpan().TrimEnd(" \t"u8)));
            }
        }

        if (count < _open.Count) _open.RemoveRange(count, _open.Count - count);
    }

    /// <summary>Looks for the boundary that a line has after its two hyphens; the innermost container that has it wins.</summary>
    /// <param name="text">What follows the hyphens, without blanks at its end.</param>
    /// <param name="isWhole">Whether it is the whole line.</param>
    /// <param name="index">The container where there is a match.</param>
    /// <param name="comparisons">How many boundaries were compared.</param>
    public DelimiterMatch Match(ReadOnlySpan<byte> text, bool isWhole, out int index, out int comparisons)
    {
        DelimiterMatch best = DelimiterMatch.None;
        index = -1;
        comparisons = 0;
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            List<byte[]> boundaries = _open[i].Boundaries;
            comparisons += boundaries.Count;
            foreach (byte[] boundary in boundaries)
            {
                DelimiterMatch match = Match(text, boundary, isWhole);
                if (match <= best) continue;
                index = i;
                if (match != DelimiterMatch.Doubtful) return match;
                best = match;
            }
        }

        return best == DelimiterMatch.None && IsPast(text) ? DelimiterMatch.Doubtful : best;
    }

    private static int HashOf(ReadOnlySpan<byte> boundary)
    {
        HashCode hash = default;
        hash.AddBytes(boundary);
        return hash.ToHashCode();
    }

    private bool IsPast(ReadOnlySpan<byte> text)
    {
        if (_past.Count == 0 || _open.Count == 0 || text.IsEmpty) return false;
        return _past.Contains(HashOf(text)) || (text.EndsWith("--"u8) && _past.Contains(HashOf(text[..^2])));
    }

    private static DelimiterMatch Match(ReadOnlySpan<byte> text, ReadOnlySpan<byte> boundary, bool isWhole)
    {
        ReadOnlySpan<byte> wanted = boundary.TrimEnd(" \t"u8);
        if (!text.StartsWith(wanted)) return DelimiterMatch.None;
        ReadOnlySpan<byte> rest = text[wanted.Length..];
        if (!isWhole) return DelimiterMatch.Doubtful;
        if (rest.IsEmpty) return DelimiterMatch.Open;
        return rest.SequenceEqual("--"u8) ? DelimiterMatch.Close : DelimiterMatch.Doubtful;
    }
}
