namespace Submission.Policy.Lookups;

/// <summary>The kinds of DNS record by which a domain can take mail (RFC 5321, section 5.1).</summary>
[Flags]
public enum MailRecordTypes
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>MX.</summary>
    Mx = 1,

    /// <summary>A: of the MX hosts, and of the domain itself where it has no MX.</summary>
    A = 2,

    /// <summary>AAAA: of the MX hosts, and of the domain itself where it has no MX.</summary>
    Aaaa = 4,

    /// <summary>All of them.</summary>
    All = Mx | A | Aaaa,
}
