namespace Submission.Trust.Dane;

/// <summary>What DNS says of DANE at a host (RFC 7672, section 2.2).</summary>
public enum DaneState
{
    /// <summary>DANE does not apply: the host's addresses, or its TLSA records, are not secured by DNSSEC.</summary>
    Insecure = 0,

    /// <summary>It is proven that the host has no TLSA records.</summary>
    Absent = 1,

    /// <summary>There are secure TLSA records that can be used: only a server that matches one gets mail.</summary>
    Usable = 2,

    /// <summary>There are secure TLSA records of which none can be used: TLS is a must, and no certificate is judged.</summary>
    Unusable = 3,

    /// <summary>Nothing is known: no answer, or one with wrong signatures. The host must not be used now.</summary>
    Unavailable = 4,
}
