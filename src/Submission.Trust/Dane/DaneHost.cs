namespace Submission.Trust.Dane;

/// <summary>What DNS says of DANE at a host. Immutable and thread-safe.</summary>
/// <param name="State">What holds.</param>
/// <param name="BaseDomain">The TLSA base domain (RFC 7672, section 2.2.3): the name to ask for in TLS, and the first that a certificate may be for. The host itself unless the state is usable or unusable.</param>
/// <param name="Reason">Why, in one line for people.</param>
public sealed record DaneHost(DaneState State, string BaseDomain, string Reason)
{
    /// <summary>The TLSA records; empty unless the state is usable or unusable.</summary>
    public TlsaSet Tlsa { get; init; } = TlsaSet.Empty;
}
