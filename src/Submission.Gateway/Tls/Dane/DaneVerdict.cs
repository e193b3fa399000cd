namespace Submission.Gateway.Tls.Dane;

/// <summary>What DANE demands for a server. Immutable and thread-safe.</summary>
/// <param name="Requirement">The requirement; <see langword="null"/> where DANE has nothing to say.</param>
/// <param name="Reason">Why, in one line for people.</param>
internal sealed record DaneVerdict(TlsRequirement? Requirement, string Reason)
{
    /// <summary>Whether the server must prove itself by its TLSA records.</summary>
    public bool IsProven { get; init; }

    /// <summary>Whether DANE is off, so that nothing is known of what the domain has published.</summary>
    public bool IsOff { get; init; }

    /// <summary>Whether DNSSEC proves that the server takes mail for the domain.</summary>
    public bool IsExchangerSecure { get; init; }
}
