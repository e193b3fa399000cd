using System.Collections.Immutable;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Signing;

/// <summary>Knows which domains an account may sign for: those of the same customer. Implementations are thread-safe.</summary>
public interface ISenderDomains
{
    /// <summary>Finds the domains of an account's customer: the account's own and its aliases.</summary>
    /// <param name="account">The login.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The domains, canonical; absent where there is no such account.</returns>
    ValueTask<LookupResult<ImmutableArray<string>>> FindAsync(string account, CancellationToken cancellationToken);
}
