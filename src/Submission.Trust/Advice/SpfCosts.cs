using System.Globalization;
using System.Text;
using Submission.Trust.Spf;

namespace Submission.Trust.Advice;

/// <summary>Writes down what the look-ups of an SPF record are spent on.</summary>
internal static class SpfCosts
{
    private const int Longest = 500;

    /// <summary>For example <c>include:a.example 4 (include:b.example 2, mx 1), a 1</c>: each term with all that it costs, the dearest first.</summary>
    public static string Of(SpfBranch branch)
    {
        var text = new StringBuilder();
        Append(text, branch);
        return text.Length <= Longest ? text.ToString() : text.ToString(0, Longest) + "…";
    }

    private static void Append(StringBuilder text, SpfBranch branch)
    {
        List<(string Term, int Cost, SpfBranch? Below)> costs = [.. branch.Branches.Select(static it => (it.Via!, 1 + it.Lookups, (SpfBranch?)it))];
        foreach (SpfDirective directive in branch.Found.Record?.Directives ?? [])
        {
            if (directive.Mechanism == SpfMechanism.All) break;
            if (directive.AsksDns && !branch.Branches.Exists(it => it.Via == directive.Text)) costs.Add((directive.Text, 1, null));
        }

        bool isFirst = true;
        foreach ((string term, int cost, SpfBranch? below) in costs.OrderByDescending(static it => it.Cost))
        {
            if (text.Length > Longest) return;
            text.Append(CultureInfo.InvariantCulture, $"{(isFirst ? "" : ", ")}{term} {cost}");
            isFirst = false;
            if (below is null || cost == 1) continue;
            text.Append(" (");
            Append(text, below);
            text.Append(')');
        }
    }
}
