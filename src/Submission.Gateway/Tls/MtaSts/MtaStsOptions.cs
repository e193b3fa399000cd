using System.Security.Cryptography.X509Certificates;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>How MTA-STS policies are found and kept (RFC 8461). Set it up before the gateway starts; then it is only read.</summary>
public sealed class MtaStsOptions
{
    /// <summary>The folder in which policies survive a restart, one file each; it is made where it is missing. Default <see langword="null"/>: they are kept in memory only.</summary>
    public string? Directory { get; set; }

    /// <summary>How long a delivery waits for a policy to be found. Default 10 seconds; 0 to 1 minute. A fetch that takes longer goes on for the deliveries after it.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a fetch that failed is not repeated. Default 5 minutes (RFC 8461, section 3.3); 1 second to 1 day.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The age at which a policy that is in force is fetched again, at half its own age at the latest. Default 1 day (RFC 8461, section 10.2); 5 minutes to 30 days.</summary>
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many domains' policies are kept. Default 10,000; 1 to 1,000,000. Beyond that the one that ends first is forgotten.</summary>
    public int MaximumPolicies { get; set; } = 10_000;

    /// <summary>How policies are fetched.</summary>
    public StsFetchOptions Fetch { get; } = new();

    /// <summary>The authorities that may have signed the certificates of mail servers. Default <see langword="null"/>: the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }
}
