using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>The settings of <see cref="RspamdScanner"/>. Immutable and thread-safe.</summary>
public sealed record RspamdScannerOptions
{
    /// <summary>How long it may take to connect.</summary>
    /// <value>Default: 5 seconds. Range: 10 milliseconds to 1 minute.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one scan may take, with the wait for a connection and the upload. What is not known by then is in doubt.</summary>
    /// <value>Default: 30 seconds. Range: 10 milliseconds to 10 minutes. rspamd itself ends a scan at its <c>task_timeout</c>, 8 seconds by default.</value>
    public TimeSpan ScanTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest message that is sent to rspamd. A larger one is not scanned and no spam: its score is 0 and its <see cref="SpamScan.Action"/> is
    /// <see cref="RspamdScanner.TooLargeAction"/>, by which a rule can tell it from one that was scanned. A doubt in its place would put off every such message for
    /// good.
    /// </summary>
    /// <value>
    /// In octets. Default: 50 MiB (52,428,800), as rspamd's own <c>max_message</c>. Range: 1 octet to 2 GiB. Never set it above <c>max_message</c>: rspamd hangs up on
    /// what is larger, which is a doubt.
    /// </value>
    public long MaximumSize { get; init; } = 50L << 20;

    /// <summary>How many connections there may be at once, and so how many scans; further scans wait within their time.</summary>
    /// <value>Default: 32. Range: 1 to 1,000.</value>
    public int MaximumConnections { get; init; } = 32;

    /// <summary>The password that rspamd asks of clients; in no log and no text of this record.</summary>
    /// <value>Default: <see langword="null"/>, which sends none. 1 to 256 printable ASCII characters without spaces.</value>
    public string? Password { get; init; }

    /// <summary>
    /// The actions of rspamd that mean spam, compared without regard to case. Every other action means no spam: <c>no action</c>, and also <c>greylist</c> and
    /// <c>soft reject</c>, which put a message off rather than judge it. A rule that is to heed those looks at <see cref="SpamScan.Action"/>.
    /// </summary>
    /// <value>Default: <c>reject</c>, <c>add header</c>, <c>rewrite subject</c>, <c>quarantine</c>, <c>discard</c>. Range: 1 to 100 actions, none of them empty.</value>
    public ImmutableArray<string> SpamActions { get; init; } = ["reject", "add header", "rewrite subject", "quarantine", "discard"];

    internal RspamdScannerOptions Validated()
    {
        ScannerRange.Require(ConnectTimeout, nameof(ConnectTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        ScannerRange.Require(ScanTimeout, nameof(ScanTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        ScannerRange.Require(MaximumSize, nameof(MaximumSize), 1, 2L << 30);
        ScannerRange.Require(MaximumConnections, nameof(MaximumConnections), 1, 1_000);
        ScannerRange.Require(SpamActions.IsDefault ? 0 : SpamActions.Length, nameof(SpamActions), 1, 100);
        ScannerRange.Require(!SpamActions.Any(string.IsNullOrWhiteSpace), nameof(SpamActions), "1 to 100 actions, none of them empty");
        bool isSafe = Password is null || (Password.Length is > 0 and <= 256 && !Password.AsSpan().ContainsAnyExceptInRange('!', '~'));
        ScannerRange.Require(isSafe, nameof(Password), "1 to 256 printable ASCII characters without spaces");
        return this;
    }

    // The compiler's text of a record would show the password.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"ConnectTimeout = {ConnectTimeout}, ScanTimeout = {ScanTimeout}, MaximumSize = {MaximumSize}, ");
        builder.Append(CultureInfo.InvariantCulture, $"MaximumConnections = {MaximumConnections}, Password = {(Password is null ? "none" : "hidden")}, ");
        builder.Append("SpamActions = ").AppendJoin(" | ", SpamActions.IsDefault ? [] : SpamActions);
        return true;
    }
}
