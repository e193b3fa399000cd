using System.IO.Enumeration;
using Submission.Policy.Specification;

namespace Submission.Cli.Test;

/// <summary>Chooses cases by the name of their rule, by their own name, or by a pattern with <c>*</c>.</summary>
/// <param name="pattern">What was asked for.</param>
internal sealed class CaseFilter(string pattern)
{
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);

    public string Pattern => pattern;

    public bool Takes(string name)
    {
        _seen.Add(name);
        string rule = RuleOf(name);
        return name == pattern
            || rule == pattern
            || name[(rule.Length == name.Length ? 0 : rule.Length + 1)..] == pattern
            || (pattern.Contains('*', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
    }

    /// <summary>What was probably meant where nothing fits.</summary>
    public string Suggest() =>
        Spelling.Nearest(pattern, _seen.Select(RuleOf).Concat(_seen)) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static string RuleOf(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? name : name[..slash];
    }
}
