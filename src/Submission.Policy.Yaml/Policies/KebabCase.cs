namespace Submission.Policy.Yaml.Policies;

/// <summary>Proposes a name in kebab case for one that is not.</summary>
internal static class KebabCase
{
    public static string Mend(string name)
    {
        string[] words = name.ToLowerInvariant().Split([' ', '_', '-', '.', '/'], StringSplitOptions.RemoveEmptyEntries);
        string proposal = string.Join('-', words);
        return RuleId.IsValid(proposal)
            ? $"Write '{proposal}'."
            : "Write lower-case letters, digits and single hyphens, beginning with a letter, at most 64.";
    }
}
