using Submission.Policy.Lookups;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Finds the account of a login that somebody else has authenticated: the mail server that a host stands behind. Without a directory every login that is a whole address is an account,
/// with the domain of its address and no aliases. Thread-safe.
/// </summary>
/// <param name="directory">The accounts; <see langword="null"/> where there is no directory.</param>
public sealed class SessionAccounts(IAccountDirectory? directory)
{
    private static readonly AuthenticationResult Unknown = new(AuthenticationOutcome.UnknownUser, null);

    /// <summary>Finds the account.</summary>
    /// <param name="login">The login as the mail server told it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// <see cref="AuthenticationOutcome.Succeeded"/> with the account; <see cref="AuthenticationOutcome.UnknownUser"/>, also where the login is no whole address;
    /// <see cref="AuthenticationOutcome.Disabled"/>; <see cref="AuthenticationOutcome.Unavailable"/> where the directory cannot tell.
    /// </returns>
    public ValueTask<AuthenticationResult> FindAsync(string login, CancellationToken cancellationToken)
    {
        return EmailAddress.TryParse(login, out EmailAddress? address) ? FindAsync(address, cancellationToken) : new(Unknown);
    }

    /// <summary>Finds the account of a login that has been read already.</summary>
    /// <param name="login">The login.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>See the other overload.</returns>
    public ValueTask<AuthenticationResult> FindAsync(EmailAddress login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (directory is null) return new(login.IsLiteral ? Unknown : new AuthenticationResult(AuthenticationOutcome.Succeeded, new AccountFacts(login)));
        ValueTask<LookupResult<Account>> search = directory.FindAsync(login, cancellationToken);
        return search.IsCompletedSuccessfully ? new(Judge(search.Result)) : AwaitAsync(search);

        static async ValueTask<AuthenticationResult> AwaitAsync(ValueTask<LookupResult<Account>> pending) => Judge(await pending.ConfigureAwait(false));
    }

    private static AuthenticationResult Judge(LookupResult<Account> found)
    {
        if (found.IsUnavailable) return new AuthenticationResult(AuthenticationOutcome.Unavailable, null);
        if (found.Value is not { } account) return Unknown;
        return account.IsEnabled ? new AuthenticationResult(AuthenticationOutcome.Succeeded, account.Facts) : new AuthenticationResult(AuthenticationOutcome.Disabled, null);
    }
}
