namespace Submission.Trust.MtaSts;

/// <summary>What a sender does where a server does not meet an MTA-STS policy (RFC 8461, section 5).</summary>
public enum StsMode
{
    /// <summary>The domain has no policy (any more).</summary>
    None = 0,

    /// <summary>Deliver, and report.</summary>
    Testing = 1,

    /// <summary>Do not deliver to that server.</summary>
    Enforce = 2,
}
