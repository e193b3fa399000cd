namespace Submission.Gateway.Tls;

/// <summary>What delivery would make of a server.</summary>
public enum TlsSightOutcome
{
    /// <summary>No session came about; mail waits, or goes to another server.</summary>
    NotReached = 0,

    /// <summary>Mail goes there without TLS.</summary>
    Clear = 1,

    /// <summary>Mail goes there by TLS, and nothing proves the server.</summary>
    Encrypted = 2,

    /// <summary>Mail goes there by TLS, and the server is proven.</summary>
    Proven = 3,

    /// <summary>Mail does not go there: what is required is not met.</summary>
    Refused = 4,
}
