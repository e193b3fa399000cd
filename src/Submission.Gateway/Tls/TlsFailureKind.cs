namespace Submission.Gateway.Tls;

/// <summary>What went wrong with TLS, as reports name it (RFC 8460, section 4.3).</summary>
public enum TlsFailureKind
{
    /// <summary>The server does not offer STARTTLS, or refuses it: <c>starttls-not-supported</c>.</summary>
    StartTlsNotSupported = 0,

    /// <summary>The certificate is for other names: <c>certificate-host-mismatch</c>.</summary>
    CertificateHostMismatch = 1,

    /// <summary>The certificate has expired, or is not yet valid: <c>certificate-expired</c>.</summary>
    CertificateExpired = 2,

    /// <summary>Nobody trusted has signed the certificate: <c>certificate-not-trusted</c>.</summary>
    CertificateNotTrusted = 3,

    /// <summary>Anything else: <c>validation-failure</c>.</summary>
    ValidationFailure = 4,

    /// <summary>No TLSA record matches, or none can be used: <c>tlsa-invalid</c>.</summary>
    TlsaInvalid = 5,

    /// <summary>The TLSA records cannot be looked up, or their signatures are wrong: <c>dnssec-invalid</c>.</summary>
    DnssecInvalid = 6,

    /// <summary>DANE is required and there is none: <c>dane-required</c>.</summary>
    DaneRequired = 7,

    /// <summary>The MTA-STS policy cannot be fetched: <c>sts-policy-fetch-error</c>.</summary>
    StsPolicyFetchError = 8,

    /// <summary>The MTA-STS policy cannot be read: <c>sts-policy-invalid</c>.</summary>
    StsPolicyInvalid = 9,

    /// <summary>The certificate of the server that has the MTA-STS policy is not valid: <c>sts-webpki-invalid</c>.</summary>
    StsWebPkiInvalid = 10,
}
