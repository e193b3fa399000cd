using Submission.Policy;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:account login password …</c></summary>
internal static class AccountFact
{
    /// <returns>What is wrong; <see langword="null"/> where there is such an account now.</returns>
    public static string? Read(string[] words, FakeWorld world)
    {
        if (words.Length < 2) return "Say :account with a login and a password, for example :account jan@domena.cz secret.";
        if (!EmailAddress.TryParse(words[0], out EmailAddress? login)) return $"'{words[0]}' is no mail address; a login is a whole one.";
        var aliases = new List<DomainName>();
        var senders = new List<EmailAddress>();
        var countries = new List<string>();
        bool isEnabled = true;
        foreach (string word in words[2..])
        {
            if (word is "disabled") isEnabled = false;
            else if (ValueOf(word, "alias=") is { } alias && DomainName.TryParse(alias, out DomainName? domain)) aliases.Add(domain);
            else if (ValueOf(word, "sender=") is { } sender && EmailAddress.TryParse(sender, out EmailAddress? address)) senders.Add(address);
            else if (ValueOf(word, "country=") is { Length: 2 } country) countries.Add(country);
            else return $"'{word}' says nothing of an account; say disabled, alias=DOMAIN, sender=ADDRESS or country=CC.";
        }

        world.Accounts.Add(new AccountFacts(login, aliases, senders, countries), words[1], isEnabled);
        return null;
    }

    private static string? ValueOf(string word, string name) => word.StartsWith(name, StringComparison.Ordinal) ? word[name.Length..] : null;
}
