using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Submission.Policy.Specification;

namespace Submission.Cli.Explain;

/// <summary>Finds the lists that a rule reads.</summary>
internal static partial class RuleLists
{
    private const string WebmailFact = "client.webmail";
    private const string WebmailList = "webmail_networks";

    public static ImmutableArray<ListDocument> ReadBy(RuleSpec rule, ImmutableArray<ListSpec> lists)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string text in SpecText.Scalars(rule.Body))
        {
            foreach (Match match in ListName().Matches(text)) names.Add(match.Groups["name"].Value);
            // The fact is true in these networks, so that the rule reads the list without naming it.
            if (text.Contains(WebmailFact, StringComparison.Ordinal)) names.Add(WebmailList);
        }

        return
        [
            .. lists.Where(list => names.Contains(list.Name.Value))
                .Select(static list => new ListDocument(list.Name.Value, [.. list.Items.Select(static item => item.Value)])),
        ];
    }

    [GeneratedRegex(@"\blists\.(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ListName();
}
