namespace Submission.Gateway.Tls.Levels;

/// <summary>What the operator demands for a domain.</summary>
internal enum TlsLevel
{
    /// <summary>What the domain has published, otherwise TLS where it is offered.</summary>
    Published = 0,

    /// <summary>Never TLS.</summary>
    None = 1,

    /// <summary>TLS where it is offered, whatever was published.</summary>
    Opportunistic = 2,

    /// <summary>At least TLS, and what the domain has published.</summary>
    Encrypted = 3,

    /// <summary>A server that is proven: by DANE, MTA-STS or a valid certificate for a name that is proven to be the domain's.</summary>
    Authenticated = 4,

    /// <summary>A server that is proven by MTA-STS, or by DANE, which is more.</summary>
    MtaSts = 5,

    /// <summary>A server that is proven by DANE.</summary>
    Dane = 6,
}
