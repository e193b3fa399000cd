namespace Submission.Policy.Lookups;

/// <summary>The settings of <see cref="MaxMindCountryLookup"/>. Immutable and thread-safe.</summary>
public sealed record MaxMindCountryOptions
{
    /// <summary>How often it is checked whether the file was replaced.</summary>
    /// <value>Default: 10 seconds. Range: 1 second to 1 day, or <see cref="Timeout.InfiniteTimeSpan"/> for never, which leaves it to
    /// <see cref="MaxMindCountryLookup.Reload"/>.</value>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to start without a readable database. Every look-up is then unavailable until the file is there.</summary>
    /// <value>Default: <see langword="false"/>: the constructor throws.</value>
    public bool AllowMissing { get; init; }

    /// <summary>How many addresses are remembered with their country. Costs 8 bytes each at once, about 150 more when used.</summary>
    /// <value>Default: 4096. Range: 1 to 1,000,000.</value>
    public int RememberedAddresses { get; init; } = 4096;

    /// <summary>The largest file that is read, in bytes.</summary>
    /// <value>Default: 268,435,456 (256 MiB). Range: 1 to <see cref="Array.MaxLength"/>.</value>
    public long MaximumFileSize { get; init; } = 256L * 1024 * 1024;

    /// <summary>The age, by the database's own account, above which <see cref="OnError"/> is told, once for each database. An old database stays in use.</summary>
    /// <value>Default: 0, which is never. Range: 0 to 3650 days.</value>
    public TimeSpan MaximumAge { get; init; }

    /// <summary>Told once of each new trouble with the file, on the thread that met it; it must not throw.</summary>
    /// <value>Default: <see langword="null"/>, nobody is told; <see cref="MaxMindCountryLookup.LastError"/> says it all the same.</value>
    public Action<string>? OnError { get; init; }

    internal MaxMindCountryOptions Validated()
    {
        bool isNever = CheckInterval == Timeout.InfiniteTimeSpan;
        bool isInRange = CheckInterval >= TimeSpan.FromSeconds(1) && CheckInterval <= TimeSpan.FromDays(1);
        Require(isNever || isInRange, nameof(CheckInterval), "1 second to 1 day, or infinite");
        Require(MaximumAge >= TimeSpan.Zero && MaximumAge <= TimeSpan.FromDays(3650), nameof(MaximumAge), "0 to 3650 days");
        Require(RememberedAddresses is >= 1 and <= 1_000_000, nameof(RememberedAddresses), "1 to 1000000");
        Require(MaximumFileSize >= 1 && MaximumFileSize <= Array.MaxLength, nameof(MaximumFileSize), "1 to the size of the largest array");
        return this;
    }

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }
}
