namespace Submission.Hosting.Configuration;

/// <summary>Virus and spam scanners.</summary>
public sealed class ScannerOptions
{
    /// <summary>Where clamd listens.</summary>
    /// <value>Address and port. Default: none.</value>
    public string? Clamd { get; set; }

    /// <summary>Where rspamd listens.</summary>
    /// <value>An http address. Default: none.</value>
    public string? Rspamd { get; set; }
}
