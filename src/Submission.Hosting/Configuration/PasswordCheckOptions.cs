using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>How passwords are checked.</summary>
public sealed class PasswordCheckOptions
{
    /// <summary>How many checks run at once.</summary>
    /// <value>Default: half of the processors, at least one, so that a flood of logins leaves mail the other half.</value>
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

    /// <summary>How long a right password is remembered; a reload of the accounts ends it. Zero remembers none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How much longer the reply to each further failed AUTH of a session waits: the first is answered at once, the second after this time, the third after twice of it. Zero is no wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FailureDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaximumFailureDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many failed logins within an hour, from whatever addresses, an account is named in the log and counted by <c>smtp.accounts.attacked</c>. It is never locked, for then anybody could lock it. 0 names none.</summary>
    [Range(0, 10_000)]
    public int AlarmAfter { get; set; } = 50;
}
