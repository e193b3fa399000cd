using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>DANE for delivery (RFC 7672). It is off unless <c>Dns:TrustAuthenticatedData</c> is on.</summary>
public sealed class DeliveryDaneOptions
{
    /// <summary>Whether TLSA records of the recipients' servers are honoured.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// What becomes of a server with TLSA records that MX records without DNSSEC name: <c>enforce</c> (they hold all the same), <c>encrypt</c> (TLS with any certificate) or <c>ignore</c>.
    /// </summary>
    public DaneInsecureMxPolicy InsecureMx { get; set; }

    /// <summary>A signed zone that the resolver is checked with: it must answer for its NS records with the AD bit.</summary>
    public string SignedName { get; set; } = ".";

    /// <summary>A name with wrong signatures that the resolver is checked with: it must not answer for its address. <c>none</c> for no such check.</summary>
    public string BogusName { get; set; } = "dnssec-failed.org";

    /// <summary>How often the resolver is checked, beside the start.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>What becomes of a server with TLSA records that MX records without DNSSEC name.</summary>
public enum DaneInsecureMxPolicy
{
    /// <summary>Its TLSA records hold all the same.</summary>
    Enforce,

    /// <summary>TLS with any certificate.</summary>
    Encrypt,

    /// <summary>Its TLSA records are not looked at.</summary>
    Ignore,
}
