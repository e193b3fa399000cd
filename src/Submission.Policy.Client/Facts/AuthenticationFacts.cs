namespace Submission.Policy.Client;

/// <summary>How an AUTH exchange ended, for a service that is to judge it. Immutable and thread-safe.</summary>
public sealed class AuthenticationFacts
{
    /// <summary>Tells a login and how its exchange ended.</summary>
    /// <param name="login">The login as the client gave it; at most 512 octets. May be empty, but with <see cref="AuthenticationOutcome.Succeeded"/>.</param>
    /// <param name="outcome">
    /// How the exchange ended. With <see cref="AuthenticationOutcome.Succeeded"/> the service looks the account up, and what it finds may make the outcome another one.
    /// </param>
    public AuthenticationFacts(string login, AuthenticationOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(login);
        Login = login;
        Outcome = outcome;
    }

    /// <summary>Tells an exchange that has succeeded, and its account.</summary>
    /// <param name="account">The account.</param>
    public AuthenticationFacts(AccountFacts account)
    {
        ArgumentNullException.ThrowIfNull(account);
        Login = account.Login;
        Outcome = AuthenticationOutcome.Succeeded;
        Account = account;
    }

    /// <summary>The login.</summary>
    public string Login { get; }

    /// <summary>How the exchange ended.</summary>
    public AuthenticationOutcome Outcome { get; }

    /// <summary>The account; <see langword="null"/> where the service is to look it up, and where the exchange failed.</summary>
    public AccountFacts? Account { get; }
}
