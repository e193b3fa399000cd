using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Demo;

/// <summary>DNS answers without a network: a few domains that take mail, two that do not, one whose servers do not answer.</summary>
internal sealed class DemoDns : IMailDomainResolver, IDnsBlocklistResolver
{
    /// <summary>A domain that does not exist.</summary>
    public const string Missing = "nosuch.example";

    /// <summary>A domain whose mail server, where the demo has one, refuses every recipient for good.</summary>
    public const string Refusing = "refuses.example";

    /// <summary>A domain whose mail server, where the demo has one, refuses every recipient for now.</summary>
    public const string Deferring = "defers.example";

    /// <summary>A domain whose name servers answer SERVFAIL.</summary>
    public const string Broken = "broken.example";

    private static readonly FrozenDictionary<string, LookupResult<MailDomain>> Answers = new Dictionary<string, LookupResult<MailDomain>>(StringComparer.Ordinal)
    {
        ["domena.cz"] = Mx("domena.cz"),
        ["domena.eu"] = Mx("domena.eu"),
        ["example.com"] = Mx("example.com"),
        ["example.net"] = Mx("example.net"),
        ["example.org"] = Mx("example.org"),
        ["seznam.cz"] = Mx("seznam.cz"),
        [Refusing] = Mx(Refusing),
        [Deferring] = Mx(Deferring),
        ["nullmx.example"] = LookupResult<MailDomain>.Absent("null MX"),
        [Broken] = LookupResult<MailDomain>.Unavailable("SERVFAIL"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly LookupResult<MailDomain> NoSuchDomain = LookupResult<MailDomain>.Absent("NXDOMAIN");
    private static readonly LookupResult<ImmutableArray<IPAddress>> NotListed = LookupResult<ImmutableArray<IPAddress>>.Absent("NXDOMAIN");

    // RFC 5782, section 5: every block list of addresses holds 127.0.0.2, for tests.
    private static readonly IPAddress TestAddress = IPAddress.Parse("127.0.0.2");

    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) =>
        new(Answers.GetValueOrDefault(domain.Value, NoSuchDomain));

    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken) =>
        new(client.Equals(TestAddress) ? LookupResult<ImmutableArray<IPAddress>>.Found([TestAddress]) : NotListed);

    private static LookupResult<MailDomain> Mx(string domain) =>
        LookupResult<MailDomain>.Found(new MailDomain([new MailExchanger(10, $"mx.{domain}", [IPAddress.Parse("192.0.2.25")])], IsImplicit: false));
}
