using Submission.Admin;
using Submission.Cli.Admin;

namespace Submission.Cli.Dkim;

/// <summary>What a gateway is asked about its signatures.</summary>
internal static class DkimClient
{
    private const string NoSigning = "This host does not sign: it is no gateway, or Signing:Enabled is off.";

    // Keys are made, records published and looked for.
    private static readonly TimeSpan PatienceOfChanges = TimeSpan.FromMinutes(1);

    public static Task<AdminResult<AdminDkimDomains>> DkimDomainsAsync(this AdminClient client, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, "dkim", AdminDocuments.DkimDomains, cancellationToken, withoutResource: NoSigning);

    public static Task<AdminResult<AdminDkimDomain>> DkimDomainAsync(this AdminClient client, string domain, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, $"dkim/{Uri.EscapeDataString(domain)}", AdminDocuments.DkimDomain, cancellationToken, withoutResource: NoSigning);

    public static Task<AdminResult<AdminDkimDomain>> ChangeDkimAsync(this AdminClient client, string domain, string change, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Post, $"dkim/{Uri.EscapeDataString(domain)}/{change}", AdminDocuments.DkimDomain, cancellationToken, PatienceOfChanges, NoSigning);
}
