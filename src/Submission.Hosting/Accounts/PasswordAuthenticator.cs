using Submission.Policy.Lookups;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Judges logins and passwords. Whether there is such an account, and whether SMTP is enabled for it, is looked at only after a password check of the usual cost,
/// so that the time of the answer tells neither. Whatever it cannot do is <see cref="AuthenticationOutcome.Unavailable"/>, never a wrong password. Thread-safe.
/// </summary>
public sealed class PasswordAuthenticator : IDisposable
{
    private readonly IAccountDirectory _directory;
    private readonly VerifiedPasswords _verified;
    private readonly PasswordCheckThreads _threads;
    private readonly PasswordCheckThreads _memoryHardThreads;

    /// <summary>Makes an authenticator.</summary>
    /// <param name="directory">The accounts.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">The clock.</param>
    public PasswordAuthenticator(IAccountDirectory directory, AuthenticationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _directory = directory;
        _verified = new VerifiedPasswords(options.CacheCapacity, options.CacheLifetime, time);
        _threads = new PasswordCheckThreads("password check", options.Parallelism, options.QueueLength, options.MaximumWait, time);
        _memoryHardThreads = new PasswordCheckThreads("password check (Argon2id)", options.MemoryHardParallelism, options.QueueLength, options.MaximumWait, time);
    }

    /// <summary>Judges a login and a password.</summary>
    /// <param name="login">The login as the client gave it.</param>
    /// <param name="password">The password in UTF-8, compared octet by octet. Copies made of it are cleared; the caller clears the original.</param>
    /// <param name="cancellationToken">Ends the wait when the session ends.</param>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(string login, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        LookupResult<Account> found = EmailAddress.TryParse(login, out EmailAddress? address)
            ? await _directory.FindAsync(address, cancellationToken).ConfigureAwait(false)
            : LookupResult<Account>.Absent("the login is not a whole address");
        if (found.IsUnavailable) return new AuthenticationResult(AuthenticationOutcome.Unavailable, null);

        Account? account = found.Value;
        Account? usable = account is { IsEnabled: true } && password.Length <= PasswordHasher.MaximumPasswordLength ? account : null;
        if (usable is not null && _verified.Contains(usable, password.Span)) return new AuthenticationResult(AuthenticationOutcome.Succeeded, usable.Facts);

        PasswordCheckResult result = await CheckAsync(usable?.Password ?? _directory.Decoy, password, cancellationToken).ConfigureAwait(false);
        if (result == PasswordCheckResult.NotChecked) return new AuthenticationResult(AuthenticationOutcome.Unavailable, null);
        if (account is null) return new AuthenticationResult(AuthenticationOutcome.UnknownUser, null);
        if (!account.IsEnabled) return new AuthenticationResult(AuthenticationOutcome.Disabled, null);
        if (usable is null || result == PasswordCheckResult.Wrong) return new AuthenticationResult(AuthenticationOutcome.WrongPassword, null);
        _verified.Add(usable, password.Span);
        return new AuthenticationResult(AuthenticationOutcome.Succeeded, usable.Facts);
    }

    /// <summary>Forgets all remembered passwords. A reload of the accounts makes them worthless in any case; this frees their memory.</summary>
    public void Forget() => _verified.Clear();

    /// <summary>Ends the threads; whatever still waits is answered with <see cref="AuthenticationOutcome.Unavailable"/>.</summary>
    public void Dispose()
    {
        _threads.Dispose();
        _memoryHardThreads.Dispose();
    }

    private Task<PasswordCheckResult> CheckAsync(PasswordHash hash, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        PasswordCheckThreads threads = hash.Scheme == PasswordScheme.Argon2id ? _memoryHardThreads : _threads;
        ReadOnlySpan<byte> checkedPart = password.Span[..Math.Min(password.Length, PasswordHasher.MaximumPasswordLength)];
        return threads.CheckAsync(hash, checkedPart, cancellationToken);
    }
}
