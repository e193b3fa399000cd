using Submission.Gateway.Tls.Dane;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tls;

/// <summary>How delivery is protected by TLS. Set it up before the gateway starts; then it is only read, by many threads.</summary>
public sealed class TlsOptions
{
    /// <summary>Whether TLSA records are honoured (RFC 7672), where <see cref="TrustsResolver"/> allows it. Default <see langword="true"/>.</summary>
    public bool Dane { get; set; } = true;

    /// <summary>
    /// Whether the resolver is declared to validate DNSSEC and to be reached safely, as one on this machine is. Without it DANE is off. Default <see langword="false"/>. It must prove it at
    /// the start and then every <see cref="CheckEvery"/>.
    /// </summary>
    public bool TrustsResolver { get; set; }

    /// <summary>What becomes of a server with TLSA records that MX records without DNSSEC name. Default <see cref="DaneInsecureMx.Enforce"/>.</summary>
    public DaneInsecureMx InsecureMx { get; set; }

    /// <summary>A signed zone, whose NS records the resolver must answer with the AD bit. Default <c>.</c>, the root.</summary>
    public string SignedName { get; set; } = ".";

    /// <summary>
    /// A name whose signatures are wrong on purpose and which the resolver must not answer; <see langword="null"/> asks for none. Default <c>dnssec-failed.org</c>. One that does not exist
    /// proves nothing and does no harm.
    /// </summary>
    public string? BogusName { get; set; } = "dnssec-failed.org";

    /// <summary>
    /// What the resolver is checked through: best one that remembers nothing, since an answer of an hour ago says nothing of now. Default <see langword="null"/>: the
    /// <see cref="IDnsRecordResolver"/> among the services.
    /// </summary>
    public IDnsRecordResolver? Check { get; set; }

    /// <summary>How often the resolver must prove that it validates. Default 1 hour; 1 second to 1 day.</summary>
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Makes the policy that is asked where DANE has nothing to say, such as MTA-STS (RFC 8461). It is given the one that comes after it. Default <see langword="null"/>: TLS where it is
    /// offered.
    /// </summary>
    public Func<IServiceProvider, IDeliveryTlsPolicy, IDeliveryTlsPolicy>? Others { get; set; }
}
