namespace Submission.Policy.Delivery;

/// <summary>What has become of a message after it was accepted.</summary>
public enum DeliveryEvent
{
    /// <summary>It waits in a queue.</summary>
    Queued,

    /// <summary>It has left the queue: a server of the recipient's, or the next hop, has taken it, or it was given up for its age or by an operator.</summary>
    Delivered,

    /// <summary>The recipient's server, or the next hop, has refused it for good, or its domain takes no mail.</summary>
    Bounced,
}
