using System.Collections.Frozen;

namespace Submission.Policy.Yaml.Files;

/// <summary>Files that are in memory.</summary>
internal sealed class MemoryFiles(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files, string prefix) : IPolicyFiles
{
    private readonly FrozenDictionary<string, ReadOnlyMemory<byte>> _files = files.ToFrozenDictionary(StringComparer.Ordinal);

    public string Header => PolicyPaths.Header;

    public string NameOf(string path) => prefix + path;

    public RuleFileList ListRuleFiles(int maximum) =>
        new([.. _files.Keys.Where(static path => PolicyPaths.IsInRuleFolder(path)).Order(StringComparer.Ordinal).Take(maximum + 1)], null);

    public FileContent Read(string path, YamlLimits limits) =>
        _files.TryGetValue(path, out ReadOnlyMemory<byte> content) ? FileContent.Of(content) : FileContent.Unreadable("does not exist");
}
