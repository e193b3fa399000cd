using System.Security.Cryptography.X509Certificates;

namespace Submission.Trust.MtaSts;

/// <summary>How policies are fetched. Set it up before use; then it is only read.</summary>
public sealed class StsFetchOptions
{
    /// <summary>The port of the servers. Default 443; another one only for tests, since no domain can publish it.</summary>
    public int Port { get; set; } = 443;

    /// <summary>The authorities that may have signed the servers' certificates. Default <see langword="null"/>: the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Whether a server may be at an address that is loopback, private, link-local or reserved. Default <see langword="false"/>: whoever publishes a policy must not make this host call on its own network.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a fetch may take, look-up and all. Default 1 minute (RFC 8461, section 3.3); 10 milliseconds to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
