namespace Submission.Policy.Rules.Share;

/// <summary>What a share looks for in a batch.</summary>
internal enum ShareOf
{
    /// <summary>What waits in a queue.</summary>
    Queued,

    /// <summary>What was refused for good after or while it was accepted.</summary>
    Bounced,

    /// <summary>What was accepted for certain recipients.</summary>
    Accepted,
}
