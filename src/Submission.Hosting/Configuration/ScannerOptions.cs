using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The virus and spam scanners. A message that a rule wants scanned and that could not be scanned is answered as the rule says (<c>on-error</c>), by the Forpsi policy with 451.</summary>
public sealed class ScannerOptions
{
    /// <summary>Where clamd listens.</summary>
    /// <value>Address and port such as <c>127.0.0.1:3310</c>, or the path of a unix socket. Default: none.</value>
    public string? Clamd { get; set; }

    /// <summary>The largest message that is sent to clamd, in octets; a larger one counts as not scanned. Never above clamd's <c>MaxFileSize</c> and <c>MaxScanSize</c>: clamd skips what is larger and says OK.</summary>
    [Range(1L, 2L << 30)]
    public long ClamdMaximumSize { get; set; } = 100L << 20;

    /// <summary>Where rspamd listens: its worker <c>normal</c>, not its controller. At most one of <c>Rspamd</c> and <c>Spamd</c> may be set.</summary>
    /// <value>An http address such as <c>http://127.0.0.1:11333</c>. Default: none.</value>
    public string? Rspamd { get; set; }

    /// <summary>The password that rspamd asks of clients.</summary>
    /// <value>1 to 256 printable ASCII characters without spaces. Default: none.</value>
    public string? RspamdPassword { get; set; }

    /// <summary>Where spamd of SpamAssassin listens. At most one of <c>Rspamd</c> and <c>Spamd</c> may be set.</summary>
    /// <value>Address and port such as <c>127.0.0.1:783</c>, or the path of a unix socket. Default: none.</value>
    public string? Spamd { get; set; }

    /// <summary>The largest message that is sent to spamd, in octets; a larger one is not scanned and passes for no spam, as with spamc: SpamAssassin takes seconds for large messages, and spam is small.</summary>
    [Range(1L, 256L << 20)]
    public long SpamdMaximumSize { get; set; } = 512_000;

    /// <summary>How long one scan may take, the way to the scanner included; beyond that the message counts as not scanned.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
