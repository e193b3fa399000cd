using System.Globalization;
using System.Text;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>
/// The pages below <c>docs/rules</c>, made from the rules and their cases. A test compares them; with the environment variable <c>UPDATE_RULE_PAGES=1</c> it writes them.
/// </summary>
internal static class RulePages
{
    public const string IndexName = "README.md";
    private const string Update = "UPDATE_RULE_PAGES";
    private const string Notice = "<!-- Made from specs/forpsi by SpecConventionTests; run them with UPDATE_RULE_PAGES=1 to make it anew. -->\n";

    public static string Write(RuleSpec rule, string file, IEnumerable<GoldenCase> cases)
    {
        string id = rule.Id.Value;
        GoldenCase[] own = [.. cases.Where(golden => golden.Name.StartsWith(id + "/", StringComparison.Ordinal))];
        StringBuilder page = new();
        page.Append(Notice).Append("# ").Append(id).Append("\n\n").Append(TextOf(rule, "about")).Append("\n\n");
        page.Append("Asked at: ").Append(StagesOf(rule)).Append(".\n\n");
        page.Append("## The rule\n\n`specs/forpsi/rules/").Append(id).Append(".yaml`\n\n```yaml\n").Append(file).Append("```\n\n");
        page.Append("## What its cases show\n\n").Append(CultureInfo.InvariantCulture, $"{own.Length} cases in `specs/forpsi/cases/{id}`.\n\n");
        foreach (GoldenCase golden in own)
        {
            string name = golden.Name[(id.Length + 1)..];
            page.Append("- [").Append(name).Append("](../../specs/forpsi/cases/").Append(golden.Name).Append(".yaml): ").Append(golden.About).Append('\n');
        }

        return page.ToString();
    }

    public static string WriteIndex(PolicySpec policy, IEnumerable<GoldenCase> cases)
    {
        StringBuilder page = new();
        page.Append(Notice).Append("# The rules of the policy ").Append(policy.Name).Append("\n\n").Append(policy.About);
        page.Append("\nWithin a stage they are asked in this order, and the first that refuses gives the reply.\n\n| rule | asked at | what it is for | cases |\n|---|---|---|---|\n");
        foreach (RuleSpec rule in policy.Rules)
        {
            string id = rule.Id.Value;
            int count = cases.Count(golden => golden.Name.StartsWith(id + "/", StringComparison.Ordinal));
            page.Append(CultureInfo.InvariantCulture, $"| [{id}]({id}.md) | {StagesOf(rule)} | {TextOf(rule, "about")} | {count} |\n");
        }

        return page.ToString();
    }

    public static void AssertCurrent(string name, string page)
    {
        string file = Path.Combine(Repository.RulePages, name);
        if (Environment.GetEnvironmentVariable(Update) is "1")
        {
            Directory.CreateDirectory(Repository.RulePages);
            File.WriteAllText(file, page);
        }

        Assert.Equal(page, File.Exists(file) ? File.ReadAllText(file) : "");
    }

    private static string StagesOf(RuleSpec rule) => !rule.Body.TryGet("stage", out SpecEntry? stage) ? "" : stage.Value switch
    {
        SpecSequence several => string.Join(", ", several.Items.Select(static item => ((SpecScalar)item).Value)),
        SpecScalar one => one.Value,
        _ => "",
    };

    private static string TextOf(RuleSpec rule, string word) => rule.Body.TryGet(word, out SpecEntry? entry) && entry.Value is SpecScalar scalar ? scalar.Value : "";
}
