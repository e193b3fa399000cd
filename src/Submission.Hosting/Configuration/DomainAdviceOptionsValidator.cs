namespace Submission.Hosting.Configuration;

/// <summary>Finds in the keys of advice what cannot be used.</summary>
internal static class DomainAdviceOptionsValidator
{
    private const int MostExchangers = 10;
    private const int MostSelectors = 10;

    public static void Validate(DomainAdviceOptions advice, Action<string, string> add)
    {
        if (advice.Include is { } include && !IsName(include, fewestLabels: 2)) add("Advice:Include", $"'{include}' is no name of several labels, such as _spf.hosting.example.");
        if (advice.Exchangers.Count > MostExchangers) add("Advice:Exchangers", "There may be 10 at most.");
        foreach (string host in advice.Exchangers)
        {
            if (!host.TrimEnd('.').Contains('.', StringComparison.Ordinal) || !DomainName.TryParse(host.TrimEnd('.'), out _)) add("Advice:Exchangers", $"'{host}' is no host name such as mx1.hosting.example.");
        }

        if (advice.Selectors.Count > MostSelectors) add("Advice:Selectors", "There may be 10 at most.");
        foreach (string selector in advice.Selectors)
        {
            string name = selector.Split('=', 2)[0];
            if (!IsName(name, fewestLabels: 1)) add("Advice:Selectors", $"'{name}' is no selector, such as s1.");
        }

        if (advice.Reports is { } reports && (!EmailAddress.TryParse(reports, out EmailAddress? address) || address.IsNull)) add("Advice:Reports", "It must be a mail address.");
    }

    // Unlike those of hosts, these names may have underscores.
    private static bool IsName(string text, int fewestLabels)
    {
        string[] labels = text.Split('.');
        return text.Length <= 253 && labels.Length >= fewestLabels && labels.All(static label => label.Length is > 0 and <= 63 && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }
}
