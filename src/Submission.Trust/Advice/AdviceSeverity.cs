namespace Submission.Trust.Advice;

/// <summary>How much a finding matters.</summary>
public enum AdviceSeverity
{
    /// <summary>Nothing is wrong; it could be better.</summary>
    Hint,

    /// <summary>It could not be looked up, so nothing is known of it.</summary>
    Unknown,

    /// <summary>Something is wrong that some receivers hold against the domain's mail, or that leaves the domain unprotected.</summary>
    Warning,

    /// <summary>Something is wrong that makes mail fail.</summary>
    Error,
}
