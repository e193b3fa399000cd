namespace Submission.Trust.Advice;

/// <summary>What advice comes to.</summary>
public enum AdviceVerdict
{
    /// <summary>Nothing is wrong.</summary>
    Fine,

    /// <summary>Nothing that could be looked up is wrong, but not everything could be.</summary>
    Unknown,

    /// <summary>Something is wrong.</summary>
    Wrong,
}
