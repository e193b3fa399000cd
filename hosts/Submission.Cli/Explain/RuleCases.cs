using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Cli.Explain;

/// <summary>Finds the golden cases of a rule and what each of them shows.</summary>
internal static class RuleCases
{
    private const string Ending = ".yaml";
    private const string RecordEnding = ".golden.yaml";

    public static ImmutableArray<CaseAboutDocument> Find(string? policyFolder, string rule)
    {
        if (policyFolder is null) return [];
        string folder = Path.Combine(policyFolder, "cases", rule);
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. Directory.EnumerateFiles(folder, "*" + Ending)
                .Where(static file => !file.EndsWith(RecordEnding, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(static file => new CaseAboutDocument(Path.GetFileName(file)[..^Ending.Length], AboutOf(file))),
        ];
    }

    private static string AboutOf(string file)
    {
        if (new FileInfo(file).Length > YamlLimits.Default.MaximumFileBytes) return "(too large to be a case)";
        YamlReadResult read = YamlSpecReader.ReadDocuments(file, File.ReadAllBytes(file));
        return read.Documents is [SpecMapping mapping, ..] && SpecText.Of(mapping, "about") is { } about ? about : "(says nothing about itself)";
    }
}
