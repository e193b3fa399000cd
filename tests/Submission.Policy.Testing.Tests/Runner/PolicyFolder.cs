namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>A policy of one rule in a folder of its own, gone when the test ends.</summary>
internal sealed class PolicyFolder : IDisposable
{
    public const string CaseName = "shouting/case";

    private const string Rule = """
        rule: shouting
        about: Nobody greets as LOUD.
        stage: helo
        refuse-if: helo.name == "LOUD" or helo.name in lists.loud_names
        reply: 550 5.7.1 {id} not so loud, {helo.name}
        """;

    private PolicyFolder(string path) => Path = path;

    public string Path { get; }

    public string CaseFile => System.IO.Path.Combine(Path, "cases", "shouting", "case.yaml");

    public string GoldenFile => System.IO.Path.Combine(Path, "cases", "shouting", "case.golden.yaml");

    public static PolicyFolder WithCase(string text, string rule = Rule)
    {
        var folder = new PolicyFolder(Directory.CreateTempSubdirectory("policy-").FullName);
        Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, "rules"));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.CaseFile)!);
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "policy.yaml"), "policy: quiet\nlanguage: 1\nlists:\n  loud_names: []\nrules: [shouting]\n");
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "rules", "shouting.yaml"), rule + "\n");
        File.WriteAllText(folder.CaseFile, text + "\n");
        return folder;
    }

    /// <summary>A policy of several rules, each beginning with <c>rule: id</c>.</summary>
    public static PolicyFolder WithRules(string text, params ReadOnlySpan<string> rules)
    {
        PolicyFolder folder = WithCase(text, rules[0]);
        var ids = new List<string>();
        foreach (string rule in rules)
        {
            ids.Add(rule.Split('\n')[0]["rule: ".Length..]);
            File.WriteAllText(System.IO.Path.Combine(folder.Path, "rules", ids[^1] + ".yaml"), rule + "\n");
        }

        if (!ids.Contains("shouting", StringComparer.Ordinal)) File.Delete(System.IO.Path.Combine(folder.Path, "rules", "shouting.yaml"));
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "policy.yaml"), $"policy: several\nlanguage: 1\nrules: [{string.Join(", ", ids)}]\n");
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
