namespace Submission.Trust.MtaSts;

/// <summary>Why there is no policy (RFC 8460, section 4.3.2.2).</summary>
public enum StsFetchFailure
{
    /// <summary>There is one.</summary>
    None = 0,

    /// <summary>It cannot be fetched: no address, no connection, another status than 200, too slow, too long, no plain text.</summary>
    FetchFailed = 1,

    /// <summary>What was fetched is no policy.</summary>
    PolicyInvalid = 2,

    /// <summary>The certificate of the server is not valid.</summary>
    CertificateInvalid = 3,
}
