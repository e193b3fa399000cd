using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>How passwords are checked.</summary>
public sealed class PasswordCheckOptions
{
    /// <summary>How many checks run at once.</summary>
    /// <value>Default: the number of processors.</value>
    [Range(1, 256)]
    public int? Parallelism { get; set; }

    /// <summary>How many checks by Argon2id run at once; each needs the memory of its cost.</summary>
    [Range(1, 256)]
    public int Argon2Parallelism { get; set; } = 2;

    /// <summary>How many checks may wait for their turn; beyond that AUTH is answered with 454.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 128;

    /// <summary>How long a check may wait for its turn; after that AUTH is answered with 454.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaximumWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many right passwords are remembered, as HMACs under a key of the process.</summary>
    [Range(0, 1_000_000)]
    public int CacheCapacity { get; set; } = 10_000;

    /// <summary>How long a right password is remembered; a reload of the accounts ends it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
