namespace Submission.Policy.Publishing;

/// <summary>What came of a change of DNS. Immutable and thread-safe.</summary>
/// <param name="Problem">Why it was not made, as a sentence for operators; <see langword="null"/> where it was.</param>
public sealed record DnsPublication(string? Problem)
{
    /// <summary>The change was made.</summary>
    public static DnsPublication Done { get; } = new(Problem: null);

    /// <summary>Whether it was made.</summary>
    public bool IsDone => Problem is null;
}
