using Submission.Hosting.Configuration;

namespace Submission.Hosting.Accounts;

/// <summary>How passwords are checked. Immutable and thread-safe.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>How many checks run at once.</summary>
    /// <value>Default: half of the processors, at least one, so that a flood of logins leaves mail the other half. From 1.</value>
    public int Parallelism { get; init; } = HalfOfTheProcessors;

    /// <summary>How many checks by Argon2id run at once, each of which needs the memory of its cost.</summary>
    /// <value>Default: 2. From 1.</value>
    public int MemoryHardParallelism { get; init; } = 2;

    /// <summary>How many checks may wait for their turn; beyond that AUTH is answered with 454.</summary>
    /// <value>Default: 128. From 1.</value>
    public int QueueLength { get; init; } = 128;

    /// <summary>How long a check may wait for its turn; after that AUTH is answered with 454.</summary>
    /// <value>Default: 20 seconds.</value>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many right passwords are remembered, as HMACs under a key of this process.</summary>
    /// <value>Default: 10,000. 0 remembers none.</value>
    public int CacheCapacity { get; init; } = 10_000;

    /// <summary>How long a right password is remembered.</summary>
    /// <value>Default: 1 minute. Zero remembers none.</value>
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromMinutes(1);

    private static int HalfOfTheProcessors => Math.Max(1, Environment.ProcessorCount / 2);

    internal static AuthenticationOptions From(PasswordCheckOptions options) => new()
    {
        Parallelism = options.Parallelism ?? HalfOfTheProcessors,
        MemoryHardParallelism = options.Argon2Parallelism,
        QueueLength = options.QueueLength,
        MaximumWait = options.MaximumWait,
        CacheCapacity = options.CacheCapacity,
        CacheLifetime = options.CacheLifetime,
    };
}
