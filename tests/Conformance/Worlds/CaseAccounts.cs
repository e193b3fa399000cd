using System.Collections.Concurrent;
using Submission.Hosting.Accounts;
using Submission.Policy.Lookups;
using Submission.Policy.Testing.Cases;

namespace Conformance.Worlds;

/// <summary>The accounts of a case, with hashes that are cheap to check.</summary>
internal sealed class CaseAccounts : IAccountDirectory
{
    private const int CheapestCost = 4;
    private static readonly ConcurrentDictionary<string, PasswordHash> Hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    public CaseAccounts(CaseGiven given)
    {
        foreach (GivenAccount account in given.Accounts)
            _accounts[account.Account.Login] = new Account(account.Account, Hash(account.Password), account.IsEnabled);
    }

    /// <summary>Whether the directory can answer.</summary>
    public bool IsAvailable { get; set; } = true;

    public PasswordHash Decoy { get; } = Hash("decoy");

    public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken)
    {
        if (!IsAvailable) return new(LookupResult<Account>.Unavailable("the case says so"));
        return new(_accounts.TryGetValue(login.Canonical, out Account? account) ? LookupResult<Account>.Found(account) : LookupResult<Account>.Absent("no such account"));
    }

    private static PasswordHash Hash(string password) => Hashes.GetOrAdd(password, static clear =>
        PasswordHash.TryParse(BCrypt.Net.BCrypt.HashPassword(clear, CheapestCost), out PasswordHash? hash, out string? error) ? hash : throw new InvalidOperationException(error));
}
