using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

internal static class ResolverSetup
{
    public static DnsLookupOptions Options(IPEndPoint server) =>
        new() { Servers = [server], QueryTimeout = TimeSpan.FromSeconds(2), Retries = 0 };

    public static DnsLookupOptions Hurried(IPEndPoint server) =>
        Options(server) with
        {
            QueryTimeout = TimeSpan.FromMilliseconds(150),
            Budget = TimeSpan.FromSeconds(30),
            BlocklistBudget = TimeSpan.FromSeconds(30),
        };

    public static ValueTask<LookupResult<MailDomain>> AskAsync(
        this DnsMailDomainResolver resolver, string domain, MailRecordTypes types = MailRecordTypes.All) =>
        resolver.ResolveAsync(DomainName.Parse(domain), types, TestContext.Current.CancellationToken);

    /// <summary>A result in one line: hosts by preference with their addresses, or the state and the reason.</summary>
    public static string Show(this LookupResult<MailDomain> result) => result.IsFound
        ? string.Join("; ", result.Value.Exchangers.Select(Show))
        : $"{result.State}: {result.Reason}";

    private static string Show(MailExchanger exchanger)
    {
        IEnumerable<string> addresses = exchanger.Addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal);
        return $"{exchanger.Preference} {exchanger.Host} {string.Join(',', addresses)}";
    }
}
