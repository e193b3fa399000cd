using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Hosting.Accounts;

/// <summary>Understands the tree of an account file. It finds all errors, not only the first.</summary>
internal sealed class AccountFileReader
{
    private static readonly string[] FileWords = ["domains", "accounts"];
    private static readonly string[] DomainWords = ["domain", "aliases", "countries"];
    private static readonly string[] AccountWords = ["login", "password", "smtp", "external_senders"];

    private readonly List<SpecError> _errors = [];
    private readonly Dictionary<string, HostedDomain> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    private AccountFileReader()
    {
    }

    /// <summary>Reads the accounts.</summary>
    /// <param name="root">The document.</param>
    /// <param name="errors">All that is wrong; empty where the accounts can be used.</param>
    public static ImmutableArray<Account> Read(SpecNode root, out ImmutableArray<SpecError> errors)
    {
        var reader = new AccountFileReader();
        reader.ReadFile(root);
        errors = [.. reader._errors];
        return [.. reader._accounts.Values];
    }

    private void ReadFile(SpecNode root)
    {
        var file = new AccountFileNode(root, FileWords, "The account file", _errors);
        foreach (SpecNode domain in file.Items("domains")) ReadDomain(new AccountFileNode(domain, DomainWords, "A domain", _errors));
        foreach (HostedDomain domain in _domains.Values) CheckAliases(domain);
        foreach (SpecNode account in file.Items("accounts")) ReadAccount(new AccountFileNode(account, AccountWords, "An account", _errors));
    }

    private void ReadDomain(AccountFileNode node)
    {
        DomainName? domain = node.Required("domain") is { } name ? Domain(name) : null;
        var aliases = new List<(SpecScalar Text, DomainName Name)>();
        foreach (SpecScalar alias in node.Texts("aliases"))
        {
            if (Domain(alias) is { } parsed) aliases.Add((alias, parsed));
        }

        List<string> countries = [];
        foreach (SpecScalar country in node.Texts("countries"))
        {
            if (country.Value.Length == 2 && country.Value.All(char.IsAsciiLetter)) countries.Add(country.Value);
            else Error(country, $"'{country.Value}' is no country.", "Write its two letters by ISO 3166-1, for example CZ.");
        }

        if (domain is null) return;
        if (!_domains.TryAdd(domain.Value, new HostedDomain(domain, aliases, countries))) Error(node.Place, $"The domain {domain.Unicode} occurs twice.");
    }

    private void CheckAliases(HostedDomain domain)
    {
        foreach ((SpecScalar text, DomainName alias) in domain.Aliases)
        {
            if (_domains.ContainsKey(alias.Value)) Error(text, $"{alias.Unicode} is a domain of its own and cannot be an alias of {domain.Name.Unicode}.");
            else if (!_aliases.TryAdd(alias.Value, domain.Name.Unicode)) Error(text, $"{alias.Unicode} is an alias of {_aliases[alias.Value]} already.");
        }
    }

    private void ReadAccount(AccountFileNode node)
    {
        EmailAddress? login = node.Required("login") is { } loginText ? Address(loginText) : null;
        PasswordHash? password = null;
        if (node.Required("password") is { } passwordText && !PasswordHash.TryParse(passwordText.Value, out password, out string? error))
            Error(passwordText, error, "`submission-policy accounts hash` makes a hash.");

        SpecScalar? smtp = node.Optional("smtp");
        if (smtp is not null && smtp.Value is not ("enabled" or "disabled")) Error(smtp, $"'{smtp.Value}' is neither enabled nor disabled.");
        List<EmailAddress> externalSenders = [];
        foreach (SpecScalar sender in node.Texts("external_senders"))
        {
            if (Address(sender) is { } address) externalSenders.Add(address);
        }

        if (login is null || password is null) return;
        if (_aliases.TryGetValue(login.DomainText, out string? main))
        {
            Error(node.Place, $"{login.DomainText} is an alias of {main}; an account belongs to the domain itself.");
            return;
        }

        HostedDomain? domain = _domains.GetValueOrDefault(login.DomainText);
        var facts = new AccountFacts(login, domain?.Aliases.Select(static alias => alias.Name), externalSenders, domain?.Countries);
        if (!_accounts.TryAdd(facts.Login, new Account(facts, password, smtp?.Value is not "disabled"))) Error(node.Place, $"The login {facts.Login} occurs twice.");
    }

    private DomainName? Domain(SpecScalar text)
    {
        if (!DomainName.TryParse(text.Value, out DomainName? domain)) Error(text, $"'{text.Value}' is no domain name.");
        return domain;
    }

    private EmailAddress? Address(SpecScalar text)
    {
        if (EmailAddress.TryParse(text.Value, out EmailAddress? address) && !address.IsLiteral) return address;
        Error(text, $"'{text.Value}' is no mail address.", "Write the whole address, for example jan.novak@domena.cz.");
        return null;
    }

    private void Error(SpecNode node, string message, string? mend = null) => _errors.Add(new SpecError(node.Location, message, mend));

    private sealed record HostedDomain(DomainName Name, List<(SpecScalar Text, DomainName Name)> Aliases, List<string> Countries);
}
