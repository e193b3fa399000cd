namespace Submission.Policy.Lookups;

/// <summary>
/// The reasons of an <see cref="IMailDomainResolver"/> for an absence that others act on. A resolver uses these texts where they fit; whoever gets another text knows no more
/// than that no mail can be delivered. Thread-safe.
/// </summary>
public static class MailDomainAbsence
{
    /// <summary>There is no such domain.</summary>
    public const string NoSuchDomain = "NXDOMAIN";

    /// <summary>The domain says that it takes no mail (RFC 7505).</summary>
    public const string NullMx = "null MX";

    /// <summary>The domain has MX records, and none of their hosts has a usable address.</summary>
    public const string NoExchanger = "MX leads nowhere";

    /// <summary>The domain has neither MX nor address.</summary>
    public const string NoRecords = "no MX, and no address";
}
