namespace Submission.Policy.Lookups;

/// <summary>How a look-up ended.</summary>
public enum LookupState
{
    /// <summary>It is not known: the source did not answer, or answered with an error. Never a reason for a 5xx reply.</summary>
    Unavailable,

    /// <summary>It is known that there is none.</summary>
    Absent,

    /// <summary>It is known, and there is a value.</summary>
    Found,
}
