using Submission.Policy.Lookups;

namespace Submission.Hosting.Accounts;

/// <summary>Knows the accounts. Implementations are thread-safe and do not throw where they cannot answer.</summary>
public interface IAccountDirectory
{
    /// <summary>
    /// A hash of no known password, of the scheme and the cost that most accounts have: it is checked where there is no account, so that the time of an answer
    /// does not tell whether there is one.
    /// </summary>
    PasswordHash Decoy { get; }

    /// <summary>Looks an account up.</summary>
    /// <param name="login">The login; compared in its canonical form.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Found; absent where there is no such account; unavailable where the directory cannot tell.</returns>
    ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken);
}
