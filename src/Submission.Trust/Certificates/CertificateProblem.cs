namespace Submission.Trust.Certificates;

/// <summary>Why a certificate is not taken for a name.</summary>
public enum CertificateProblem
{
    /// <summary>Nothing is wrong with it.</summary>
    None = 0,

    /// <summary>There is no certificate.</summary>
    Missing = 1,

    /// <summary>It is for other names: none of its DNS names (RFC 6125) is the host's.</summary>
    HostMismatch = 2,

    /// <summary>It, or one above it, has expired or is not yet valid.</summary>
    Expired = 3,

    /// <summary>Nobody trusted has signed it.</summary>
    NotTrusted = 4,
}
