namespace Submission.Policy.Expressions;

/// <summary>Finds texts that a fact can never equal, because the fact is always in its canonical form.</summary>
internal static class CanonicalForm
{
    private static readonly string[] SpamVerdicts = ["spam", "ham"];

    /// <summary>Whether a fact of the form can have the value.</summary>
    /// <param name="form">The form.</param>
    /// <param name="text">The value.</param>
    /// <param name="mend">What to write instead, where that is known.</param>
    public static bool IsPossible(FactForm form, string text, out string? mend)
    {
        string? canonical = form switch
        {
            FactForm.Domain when !text.StartsWith('[') => DomainName.TryParse(text, out DomainName? domain) ? domain.Value : null,
            FactForm.Address => EmailAddress.TryParse(text, out EmailAddress? address) ? address.Canonical : null,
            FactForm.Country => text.Length == 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) ? text.ToUpperInvariant() : null,
            FactForm.SpamVerdict => SpamVerdicts.FirstOrDefault(verdict => string.Equals(verdict, text, StringComparison.OrdinalIgnoreCase)),
            _ => text,
        };
        mend = canonical is null ? null : $"Write '{canonical}'.";
        return text.Length == 0 || string.Equals(text, canonical, StringComparison.Ordinal);
    }

    public static string Name(FactForm form) => form switch
    {
        FactForm.Domain => "a canonical domain name",
        FactForm.Address => "a canonical address",
        FactForm.SpamVerdict => "spam or ham",
        _ => "a country code",
    };
}
