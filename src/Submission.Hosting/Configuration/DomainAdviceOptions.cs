namespace Submission.Hosting.Configuration;

/// <summary>What the gateway's advice proposes to domains (<c>/v1/advice</c>, <c>submission-policy advise --gateway</c>).</summary>
public sealed class DomainAdviceOptions
{
    /// <summary>The name that the SPF records of our customers should include.</summary>
    /// <value>A name such as <c>_spf.hosting.example</c>. Default: none; no include is asked for.</value>
    public string? Include { get; set; }

    /// <summary>Our mail servers, the most preferred first: the MX records that are proposed.</summary>
    /// <value>Host names. Default: none; it is not said where mail should go.</value>
    public IList<string> Exchangers { get; } = [];

    /// <summary>DKIM selectors that sign for every domain besides those of the gateway itself, whose records it knows.</summary>
    /// <value>Selectors such as <c>s1</c>, or with the record that each should have, <c>s1=v=DKIM1; k=rsa; p=…</c>. Default: none.</value>
    public IList<string> Selectors { get; } = [];

    /// <summary>Where reports go in the records that are proposed.</summary>
    /// <value>A mail address. Default: <c>postmaster</c> at the domain that is advised.</value>
    public string? Reports { get; set; }
}
