namespace Submission.Trust.Dkim;

/// <summary>How much a message may change on its way before a signature breaks (RFC 6376, section 3.4).</summary>
public enum DkimCanonicalization
{
    /// <summary>Hardly at all.</summary>
    Simple,

    /// <summary>White space and, in header fields, folding and the case of names may change.</summary>
    Relaxed,
}
