using System.Collections.Immutable;
using System.Net;
using Submission.Policy;
using Submission.Policy.Lookups;

namespace Benchmarks;

/// <summary>Look-ups that are known already, readers and scanners that find nothing.</summary>
internal sealed class KnownAnswers : IMailDomainResolver, IDnsBlocklistResolver, ICountryLookup, IMessageReader, IVirusScanner, ISpamScanner
{
    private static readonly LookupResult<MailDomain> Domain =
        LookupResult<MailDomain>.Found(new MailDomain([new MailExchanger(10, "mx.example.org", [IPAddress.Parse("192.0.2.7")])], IsImplicit: false));

    private static readonly LookupResult<MessageStructure> Structure = LookupResult<MessageStructure>.Found(new MessageStructure
    {
        Attachments = [new AttachmentName("Invoice.pdf", AttachmentNameSource.Disposition)],
        Received = [new ReceivedHop("web.example.org", "HTTP")],
    });

    private static readonly LookupResult<SpamScan> Ham = LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0));

    private readonly Dictionary<DomainName, LookupResult<MailDomain>> _domains =
        new() { [DomainName.Parse("domena.cz")] = Domain, [DomainName.Parse("example.org")] = Domain };

    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) => new(_domains[domain]);

    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken) =>
        new(LookupResult<ImmutableArray<IPAddress>>.Absent("NXDOMAIN"));

    public LookupResult<string> Find(IPAddress address) => LookupResult<string>.Found("CZ");

    public ValueTask<LookupResult<MessageStructure>> ReadAsync(MessageContent content, CancellationToken cancellationToken) => new(Structure);

    public ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken) => new(LookupResult<string>.Absent("clean"));

    public ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken) => new(Ham);
}
