namespace Submission.Policy;

/// <summary>What a verdict asks the host to do.</summary>
public enum VerdictKind
{
    /// <summary>Go on.</summary>
    Accept,

    /// <summary>Go on, but keep the message for an operator instead of sending it.</summary>
    Hold,

    /// <summary>Refuse for now with a 4xx reply; the client may try again.</summary>
    Defer,

    /// <summary>Refuse for good with a 5xx reply.</summary>
    Refuse,

    /// <summary>Refuse with the reply, then close the connection.</summary>
    Close,

    /// <summary>
    /// A rule's answer when a look-up, a store or a scanner was unavailable. The engine turns it into what the rule's <c>on-error</c> says; a host never sees it.
    /// </summary>
    Unavailable,
}
