using System.Collections.Concurrent;

namespace Submission.Policy.Testing;

/// <summary>An account directory of a few accounts. Thread-safe.</summary>
public sealed class FakeAccounts
{
    private readonly ConcurrentDictionary<string, Entry> _accounts = new(StringComparer.Ordinal);

    /// <summary>Adds an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password.</param>
    /// <param name="isEnabled">Whether it may use SMTP.</param>
    public void Add(AccountFacts account, string password, bool isEnabled = true)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(password);
        _accounts[account.Login] = new Entry(account, password, isEnabled);
    }

    /// <summary>Checks credentials as a host would.</summary>
    /// <param name="login">The login as the client gave it.</param>
    /// <param name="password">The password.</param>
    /// <returns>The outcome, and the account where it is <see cref="AuthenticationOutcome.Succeeded"/>.</returns>
    public (AuthenticationOutcome Outcome, AccountFacts? Account) Authenticate(string login, string password)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(password);
        if (!EmailAddress.TryParse(login, out EmailAddress? address) || !_accounts.TryGetValue(address.Canonical, out Entry? entry))
            return (AuthenticationOutcome.UnknownUser, null);
        if (!entry.IsEnabled) return (AuthenticationOutcome.Disabled, null);
        return string.Equals(entry.Password, password, StringComparison.Ordinal)
            ? (AuthenticationOutcome.Succeeded, entry.Account)
            : (AuthenticationOutcome.WrongPassword, null);
    }

    private sealed record Entry(AccountFacts Account, string Password, bool IsEnabled);
}
