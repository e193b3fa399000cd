using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Policy.Testing.Cases;

/// <summary>Finds and reads the golden cases of a policy's folder.</summary>
internal static class CaseReader
{
    public const string CasesFolderName = "cases";
    public const string GoldenEnding = ".golden.yaml";
    private const string Ending = ".yaml";

    /// <summary>The case files below a policy's folder in ordinal order; folders that begin with an underscore hold none.</summary>
    public static ImmutableArray<string> FindFiles(string policyFolder)
    {
        string cases = Path.Combine(policyFolder, CasesFolderName);
        if (!Directory.Exists(cases)) return [];
        return
        [
            .. Directory.EnumerateFiles(cases, "*" + Ending, SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(GoldenEnding, StringComparison.Ordinal)
                    && !Path.GetRelativePath(cases, file).Split(Path.DirectorySeparatorChar).Any(static part => part.StartsWith('_')))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Folder and file of a case without the ending.</summary>
    public static string NameOf(string policyFolder, string file) =>
        Path.GetRelativePath(Path.Combine(policyFolder, CasesFolderName), file)[..^Ending.Length].Replace(Path.DirectorySeparatorChar, '/');

    public static async Task<GoldenCase?> ReadAsync(string policyFolder, string file, List<SpecError> errors, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        var messages = new MessageFiles(
            Path.GetDirectoryName(file)!, Path.Combine(policyFolder, CasesFolderName, MessageFiles.SharedFolderName));
        return Read(file, NameOf(policyFolder, file), content, messages, errors);
    }

    public static GoldenCase? Read(string file, string name, ReadOnlyMemory<byte> content, MessageFiles messages, List<SpecError> errors)
    {
        int before = errors.Count;
        YamlReadResult yaml = YamlSpecReader.ReadDocuments(file, content);
        errors.AddRange(yaml.Errors);
        var binder = new CaseBinder(errors);
        var start = new SpecLocation(file, 1, 1);
        if (yaml.Documents.Length != 1)
        {
            if (errors.Count == before) binder.Error(start, "A file holds one case.");
            return null;
        }

        if (binder.Mapping(yaml.Documents[0], "a case", "about", "given", "steps") is not { } mapping) return null;
        string about = binder.Text(mapping, "about") ?? "";
        if (about.Length == 0) binder.Error(start, "A case says in one sentence what it shows.", "Add about: ...");
        CaseGiven given = mapping.TryGet("given", out SpecEntry? world) ? new GivenReader(binder).Read(world.Value) : new CaseGiven();
        ImmutableArray<CaseStep> steps = mapping.TryGet("steps", out SpecEntry? entry) ? new StepReader(binder, messages).Read(entry.Value) : [];
        if (steps.IsEmpty && errors.Count == before) binder.Error(start, "A case has steps.");
        return errors.Count == before ? new GoldenCase(file, name, about, given, steps) : null;
    }
}
