namespace Submission.Trust.Spf;

/// <summary>What a check came to, and why. Immutable and thread-safe.</summary>
/// <param name="Outcome">The outcome.</param>
public sealed record SpfResult(SpfOutcome Outcome)
{
    /// <summary>The domain whose record decided; empty where no name could be checked.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The term that decided, as it is published; <see langword="null"/> where none did.</summary>
    public string? Term { get; init; }

    /// <summary>Why, in a few words for people; <see langword="null"/> where the term says it.</summary>
    public string? Reason { get; init; }

    /// <summary>What the domain says to those whom it refuses (<c>exp=</c>, section 6.2), in ASCII; <see langword="null"/> where it says nothing.</summary>
    public string? Explanation { get; init; }

    /// <summary>How many terms asked DNS, up to and with the one that was too many.</summary>
    public int Lookups { get; init; }

    /// <summary>How many of the questions had no answer.</summary>
    public int VoidLookups { get; init; }
}
