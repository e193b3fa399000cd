using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>MTA-STS for delivery (RFC 8461).</summary>
public sealed class DeliveryMtaStsOptions
{
    /// <summary>
    /// Whether the MTA-STS policies of the recipients' domains are honoured, where no TLSA record counts. They are kept in the folder <c>mta-sts</c> in <c>DataDirectory</c>, and without one
    /// until the gateway stops.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a delivery waits for a policy to be fetched; a fetch that takes longer goes on for the deliveries after it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The port of the servers of policies. Another one than 443 is for tests, since no domain can publish it.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 443;

    /// <summary>Whether a policy may be fetched from a private or loopback address. For tests: whoever publishes a policy must not make the gateway call on its own network.</summary>
    public bool AllowPrivate { get; set; }
}
