namespace Submission.Policy.Redis;

/// <summary>Where the counters are, and how long a node waits for them. Set up once; not thread-safe.</summary>
public sealed class RedisCounterOptions
{
    /// <summary>The server, as StackExchange.Redis reads it: addresses, and settings such as <c>password=</c>, behind commas.</summary>
    public required string Connection { get; init; }

    /// <summary>What the names of all keys begin with; all nodes that share counters have the same.</summary>
    /// <value>Default: <c>sp:</c>.</value>
    public string Prefix { get; init; } = "sp:";

    /// <summary>How long one call may take before the store is taken to be unavailable.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many failures in a row nobody waits for the server any more, until it has answered a trial.</summary>
    /// <value>Default: 5.</value>
    public int FailuresUntilOpen { get; init; } = 5;

    /// <summary>How often a server that has failed is tried again, and how often blocks of other nodes are looked for.</summary>
    /// <value>Default: 500 ms.</value>
    public TimeSpan Probe { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long counters are unknown, and not zero, after the server has lost them; a window that is shorter is known as soon as it has passed.</summary>
    /// <value>Default: 1 hour. In that time rules do what <c>on-error</c> says.</value>
    public TimeSpan UnknownFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Instead of the server's time, for tests: ticks of 100 ns since 2024.</summary>
    internal Func<long>? Clock { get; init; }
}
