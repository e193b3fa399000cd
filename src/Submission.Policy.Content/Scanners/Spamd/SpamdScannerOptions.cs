namespace Submission.Policy.Lookups;

/// <summary>The settings of <see cref="SpamdScanner"/>. Immutable and thread-safe.</summary>
public sealed record SpamdScannerOptions
{
    /// <summary>How long it may take to connect.</summary>
    /// <value>Default: 5 seconds. Range: 10 milliseconds to 1 minute.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one scan may take, with the wait for a connection and the upload. What is not known by then is in doubt.</summary>
    /// <value>Default: 60 seconds. Range: 10 milliseconds to 10 minutes.</value>
    public TimeSpan ScanTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The largest message that is sent to spamd. A larger one is not scanned and no spam: its score is 0 and its <see cref="SpamScan.Action"/> is
    /// <see cref="SpamdScanner.TooLargeAction"/>, by which a rule can tell it from one that was scanned. SpamAssassin takes seconds for a large message, spam is small,
    /// and spamc leaves out the same; a doubt in its place would put off every large message for good.
    /// </summary>
    /// <value>In octets. Default: 512,000, as spamc's. Range: 1 octet to 256 MiB.</value>
    public long MaximumSize { get; init; } = 512_000;

    /// <summary>How many connections there may be at once, and so how many scans; further scans wait within their time.</summary>
    /// <value>Default: 5, as spamd's <c>--max-children</c>. Range: 1 to 1,000.</value>
    public int MaximumConnections { get; init; } = 5;

    /// <summary>
    /// Whether spamd is told the login of the account, so that the account's own preferences count. A login with characters other than ASCII letters, digits and
    /// <c>@ . _ + - =</c> is never sent: spamd makes names of files of it.
    /// </summary>
    /// <value>Default: <see langword="true"/>. Turn it off where spamd runs with <c>--paranoid</c> and does not know the accounts.</value>
    public bool SendUser { get; init; } = true;

    internal SpamdScannerOptions Validated()
    {
        ScannerRange.Require(ConnectTimeout, nameof(ConnectTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        ScannerRange.Require(ScanTimeout, nameof(ScanTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        ScannerRange.Require(MaximumSize, nameof(MaximumSize), 1, 256L << 20);
        ScannerRange.Require(MaximumConnections, nameof(MaximumConnections), 1, 1_000);
        return this;
    }
}
