namespace Submission.Policy.Lookups;

/// <summary>The settings of <see cref="ClamdScanner"/>. Immutable and thread-safe.</summary>
public sealed record ClamdScannerOptions
{
    /// <summary>How long it may take to connect.</summary>
    /// <value>Default: 5 seconds. Range: 10 milliseconds to 1 minute.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one scan may take, with the wait for a connection, the upload and a second attempt. What is not known by then is in doubt.</summary>
    /// <value>Default: 60 seconds. Range: 10 milliseconds to 10 minutes.</value>
    public TimeSpan ScanTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest message that is sent to clamd; a larger one is answered with <see cref="LookupState.Unavailable"/>.</summary>
    /// <value>
    /// In octets. Default: 100 MiB (104,857,600), as much as clamd's own defaults take. Range: 1 octet to 2 GiB. Never set it above clamd's <c>MaxFileSize</c> and
    /// <c>MaxScanSize</c>: clamd skips what is larger and says OK, unless its <c>AlertExceedsMax</c> is on. A message above clamd's <c>StreamMaxLength</c> is refused by
    /// clamd itself.
    /// </value>
    public long MaximumSize { get; init; } = 100L << 20;

    /// <summary>How many connections there may be at once, and so how many scans; further scans wait within their time.</summary>
    /// <value>Default: 10, as clamd's <c>MaxThreads</c>. Range: 1 to 1,000.</value>
    public int MaximumConnections { get; init; } = 10;

    /// <summary>After how long without a scan a connection is closed.</summary>
    /// <value>Default: 20 seconds. Range: 0 (a connection a scan) to 1 hour. clamd closes at its <c>ReadTimeout</c>, 120 seconds by default.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    internal ClamdScannerOptions Validated()
    {
        ScannerRange.Require(ConnectTimeout, nameof(ConnectTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        ScannerRange.Require(ScanTimeout, nameof(ScanTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        ScannerRange.Require(MaximumSize, nameof(MaximumSize), 1, 2L << 30);
        ScannerRange.Require(MaximumConnections, nameof(MaximumConnections), 1, 1_000);
        ScannerRange.Require(IdleTimeout, nameof(IdleTimeout), TimeSpan.Zero, TimeSpan.FromHours(1));
        return this;
    }
}
