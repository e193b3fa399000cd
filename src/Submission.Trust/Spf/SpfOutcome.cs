namespace Submission.Trust.Spf;

/// <summary>What a check for SPF comes to (RFC 7208, section 2.6).</summary>
public enum SpfOutcome
{
    /// <summary>There is no name to check, or it publishes no record.</summary>
    None,

    /// <summary>The domain says nothing of this client.</summary>
    Neutral,

    /// <summary>The client may send for the domain.</summary>
    Pass,

    /// <summary>The client may not.</summary>
    Fail,

    /// <summary>The client probably may not.</summary>
    SoftFail,

    /// <summary>DNS did not answer; a later check may come to something else.</summary>
    TemporaryError,

    /// <summary>The record, or one that it leads to, is wrong, or costs more than a check may.</summary>
    PermanentError,
}
