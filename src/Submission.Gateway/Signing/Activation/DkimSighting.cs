namespace Submission.Gateway.Signing.Activation;

/// <summary>What a look for a key's record has shown.</summary>
internal enum DkimSighting
{
    /// <summary>Nothing: DNS did not answer, or not for sure.</summary>
    Unknown,

    /// <summary>The record is there, it alone.</summary>
    Visible,

    /// <summary>There is no record.</summary>
    Absent,

    /// <summary>There is something else, or something beside it.</summary>
    Different,
}
