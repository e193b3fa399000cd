namespace Submission.Trust.MtaSts;

/// <summary>Fetches MTA-STS policies (RFC 8461, section 3.3). Implementations are thread-safe.</summary>
public interface IStsPolicyFetcher
{
    /// <summary>Fetches the policy of a domain.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The policy, or why there is none.</returns>
    Task<StsFetchResult> FetchAsync(string domain, CancellationToken cancellationToken);
}
