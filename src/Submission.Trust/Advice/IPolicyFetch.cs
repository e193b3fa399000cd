namespace Submission.Trust.Advice;

/// <summary>Fetches MTA-STS policies over HTTPS (RFC 8461, section 3.3). Implementations are thread-safe, follow no redirects, and check the certificate.</summary>
public interface IPolicyFetch
{
    /// <summary>Fetches <c>https://mta-sts.DOMAIN/.well-known/mta-sts.txt</c>.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<FetchedPolicy> FetchAsync(DomainName domain, CancellationToken cancellationToken);
}
