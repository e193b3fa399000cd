using System.Collections.Frozen;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Accounts;

/// <summary>A set of accounts that does not change. Immutable and thread-safe.</summary>
public sealed class AccountDirectory : IAccountDirectory
{
    private static readonly string DecoyOfNoAccounts = "$2b$12$" + new string('.', 53);
    private static readonly LookupResult<Account> NoSuchAccount = LookupResult<Account>.Absent("no such account");
    private readonly FrozenDictionary<string, Account> _accounts;

    /// <summary>Makes a directory.</summary>
    /// <param name="accounts">The accounts; no login twice.</param>
    /// <exception cref="ArgumentException">A login occurs twice.</exception>
    public AccountDirectory(IEnumerable<Account> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var byLogin = new Dictionary<string, Account>(StringComparer.Ordinal);
        foreach (Account account in accounts)
        {
            if (!byLogin.TryAdd(account.Facts.Login, account)) throw new ArgumentException($"The login {account.Facts.Login} occurs twice.", nameof(accounts));
        }

        _accounts = byLogin.ToFrozenDictionary(StringComparer.Ordinal);
        Decoy = CommonestHash(byLogin.Values).CreateDecoy();
    }

    /// <inheritdoc/>
    public PasswordHash Decoy { get; }

    /// <summary>How many accounts there are.</summary>
    public int Count => _accounts.Count;

    /// <inheritdoc/>
    public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        return new(_accounts.TryGetValue(login.Canonical, out Account? account) ? LookupResult<Account>.Found(account) : NoSuchAccount);
    }

    private static PasswordHash CommonestHash(Dictionary<string, Account>.ValueCollection accounts)
    {
        if (accounts.Count > 0)
            return accounts.GroupBy(static account => (account.Password.Scheme, account.Password.Cost)).MaxBy(static group => group.Count())!.First().Password;
        return PasswordHash.TryParse(DecoyOfNoAccounts, out PasswordHash? hash, out string? error) ? hash : throw new InvalidOperationException(error);
    }
}
