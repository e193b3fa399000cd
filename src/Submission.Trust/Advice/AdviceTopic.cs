namespace Submission.Trust.Advice;

/// <summary>What a finding is about, in the order in which advice is given.</summary>
public enum AdviceTopic
{
    /// <summary>The mail servers of the domain (RFC 5321, section 5).</summary>
    Mail,

    /// <summary>Who may send for the domain (RFC 7208).</summary>
    Spf,

    /// <summary>The keys of signatures (RFC 6376).</summary>
    Dkim,

    /// <summary>What receivers do with mail that is not authenticated (RFC 7489).</summary>
    Dmarc,

    /// <summary>Certificates of the mail servers, pinned in DNS (RFC 7672).</summary>
    Dane,

    /// <summary>Encryption promised over HTTPS (RFC 8461).</summary>
    MtaSts,

    /// <summary>Reports of failed encryption (RFC 8460).</summary>
    TlsReporting,
}
