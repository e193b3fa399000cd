namespace Submission.Hosting.Configuration;

/// <summary>Where the counters of the limits are kept.</summary>
public sealed class CounterOptions
{
    /// <summary>What keeps them: <c>embedded</c>, this process, in memory and in <c>DataDirectory</c> where that is set; <c>redis</c>, a server, for many hosts together.</summary>
    public CounterProvider Provider { get; set; } = CounterProvider.Embedded;

    /// <summary>The Redis or Valkey server that keeps them, for all hosts that name it together.</summary>
    /// <value>Address and port, and settings behind commas: <c>127.0.0.1:6379,password=secret,ssl=true</c>; of several servers the replicas too. It must be set for <c>redis</c>. Default: none.</value>
    public string? Connection { get; set; }

    /// <summary>How many hosts share the counters, this one among them, for rules with <c>on-error: share</c>: while the server does not answer, each admits what the limit divided by this is.</summary>
    /// <value>1 to 1000. It must be set for <c>redis</c> where a rule says <c>share</c>. Default: none.</value>
    public int? Nodes { get; set; }
}

/// <summary>What keeps the counters.</summary>
public enum CounterProvider
{
    /// <summary>This process.</summary>
    Embedded,

    /// <summary>Redis or Valkey, for many hosts together.</summary>
    Redis,
}
