namespace Submission.Smtp.Protocol;

/// <summary>What a failure notice returns (RET; RFC 3461, section 4.3).</summary>
public enum DsnReturn
{
    /// <summary>FULL: the whole message.</summary>
    Full = 0,

    /// <summary>HDRS: the headers only.</summary>
    Headers = 1,
}
