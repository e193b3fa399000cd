namespace Submission.Trust.Spf;

/// <summary>The bounds of a check (RFC 7208, section 4.6.4). Immutable and thread-safe.</summary>
public sealed record SpfOptions
{
    /// <summary>How many terms may ask DNS.</summary>
    /// <value>Default: 10, which senders rely on. Range: 1 to 100.</value>
    public int MaximumLookups { get; init; } = 10;

    /// <summary>How many questions may have no answer.</summary>
    /// <value>Default: 2. Range: 0 to 100.</value>
    public int MaximumVoidLookups { get; init; } = 2;

    /// <summary>How many names of an <c>mx</c> or of a <c>ptr</c> are looked up. More make an <c>mx</c> wrong, and are passed over by <c>ptr</c>.</summary>
    /// <value>Default: 10. Range: 1 to 100.</value>
    public int MaximumNames { get; init; } = 10;

    /// <summary>How long a whole check may take; what is not known by then is a temporary error.</summary>
    /// <value>Default: 20 seconds. Range: 1 millisecond to 5 minutes.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(20);

    internal SpfOptions Validated()
    {
        Require(MaximumLookups is >= 1 and <= 100, nameof(MaximumLookups), "1 to 100");
        Require(MaximumVoidLookups is >= 0 and <= 100, nameof(MaximumVoidLookups), "0 to 100");
        Require(MaximumNames is >= 1 and <= 100, nameof(MaximumNames), "1 to 100");
        Require(Budget >= TimeSpan.FromMilliseconds(1) && Budget <= TimeSpan.FromMinutes(5), nameof(Budget), "1 millisecond to 5 minutes");
        return this;
    }

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }
}
