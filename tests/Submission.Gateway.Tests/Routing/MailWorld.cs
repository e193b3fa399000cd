using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Routing;

/// <summary>A generated DNS, for properties that no zone could hold all cases of. It filters nothing, unlike the real look-up.</summary>
internal sealed class MailWorld(Func<string, MailRecordTypes, LookupResult<MailDomain>> answer) : IMailDomainResolver
{
    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken) => new(answer(domain.Value, types));

    public static MailWorld With(params MailExchanger[] exchangers) => new((_, _) => LookupResult<MailDomain>.Found(new MailDomain([.. exchangers], IsImplicit: false)));

    public static MailExchanger Host(int preference, string name, params string[] addresses) => new(preference, name, [.. addresses.Select(IPAddress.Parse)]);
}
