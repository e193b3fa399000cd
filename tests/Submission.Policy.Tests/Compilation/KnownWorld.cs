using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;
using Submission.Policy.Tests.Engine;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Compilation;

/// <summary>A world in which every domain is good, nobody is listed and everybody sits in Czechia, for the shipped policy.</summary>
internal sealed class KnownWorld : IMailDomainResolver, IDnsBlocklistResolver, ICountryLookup
{
    private static readonly LookupResult<MailDomain> Domain =
        LookupResult<MailDomain>.Found(new MailDomain([new MailExchanger(10, "mx.example.org", [IPAddress.Parse("192.0.2.7")])], IsImplicit: false));

    /// <summary>The shipped policy as a host sees it. Whatever looks into messages is there only where it is asked for.</summary>
    public static PolicyEngine Forpsi(HostView view, MessageFixture? message = null, Action<SubmissionPolicyOptions>? configure = null)
    {
        var world = new KnownWorld();
        var options = new SubmissionPolicyOptions
        {
            View = view,
            MailDomains = world,
            Blocklists = world,
            Countries = world,
            Messages = message,
            VirusScanner = message,
            SpamScanner = message,
        }.UseForpsi();
        configure?.Invoke(options);
        return new PolicyEngine(options);
    }

    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) => new(Domain);

    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken) =>
        new(LookupResult<ImmutableArray<IPAddress>>.Absent("NXDOMAIN"));

    public LookupResult<string> Find(IPAddress address) => LookupResult<string>.Found("CZ");
}
