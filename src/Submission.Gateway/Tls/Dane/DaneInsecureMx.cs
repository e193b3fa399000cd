namespace Submission.Gateway.Tls.Dane;

/// <summary>What becomes of a server with secure TLSA records where the MX records that name it are not secure (RFC 7672, section 2.2.1, leaves it to the client).</summary>
public enum DaneInsecureMx
{
    /// <summary>Its TLSA records hold all the same: who forges the MX records must at least prove to be the server that they name.</summary>
    Enforce = 0,

    /// <summary>TLS is a must, whatever the certificate.</summary>
    Encrypt = 1,

    /// <summary>Its TLSA records are not looked at.</summary>
    Ignore = 2,
}
