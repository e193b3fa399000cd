using System.Collections.Immutable;

namespace Submission.Policy;

/// <summary>What is known of the account with which a client has authenticated. Immutable and thread-safe.</summary>
public sealed class AccountFacts
{
    /// <summary>Makes the facts of an account.</summary>
    /// <param name="login">The login: a whole address.</param>
    /// <param name="aliases">The other domains that belong to the account's domain.</param>
    /// <param name="externalSenders">Addresses of other domains that the account may send from in the webmail.</param>
    /// <param name="countries">Countries that the account's domain may send from in addition to the policy's: ISO 3166-1 alpha-2.</param>
    public AccountFacts(
        EmailAddress login, IEnumerable<DomainName>? aliases = null, IEnumerable<EmailAddress>? externalSenders = null, IEnumerable<string>? countries = null)
    {
        ArgumentNullException.ThrowIfNull(login);
        Login = login.Canonical;
        Domain = login.DomainText;
        Aliases = aliases is null ? [] : [.. aliases.Select(static alias => alias.Value)];
        ExternalSenders = externalSenders is null ? [] : [.. externalSenders.Select(static sender => sender.Canonical)];
        Countries = countries is null ? [] : [.. countries.Select(static country => country.ToUpperInvariant())];
    }

    /// <summary>The login in its canonical form (<see cref="EmailAddress.Canonical"/>).</summary>
    public string Login { get; }

    /// <summary>The canonical domain of the login.</summary>
    public string Domain { get; }

    /// <summary>The canonical alias domains.</summary>
    public ImmutableArray<string> Aliases { get; }

    /// <summary>The canonical external senders.</summary>
    public ImmutableArray<string> ExternalSenders { get; }

    /// <summary>The additional countries, upper case.</summary>
    public ImmutableArray<string> Countries { get; }
}
