namespace Submission.Hosting.Configuration;

/// <summary>Where the counters of the limits are kept.</summary>
public sealed class CounterOptions
{
    /// <summary>What keeps them: <c>embedded</c>, this process, in memory and in <c>DataDirectory</c> where that is set.</summary>
    public CounterProvider Provider { get; set; } = CounterProvider.Embedded;

    /// <summary>The server that keeps them.</summary>
    /// <value>Address and port. Default: none.</value>
    [ServedBy(SubmissionHosts.None, Part = "a host with Redis counters")]
    public string? Connection { get; set; }
}

/// <summary>What keeps the counters.</summary>
public enum CounterProvider
{
    /// <summary>This process.</summary>
    Embedded,

    /// <summary>Redis or Valkey, for many hosts together.</summary>
    [ServedBy(SubmissionHosts.None, Part = "a host with Redis counters")]
    Redis,
}
