using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Policies;

namespace Submission.Policy.Yaml;

/// <summary>
/// A policy on disk: a folder with <c>policy.yaml</c>, <c>rules/*.yaml</c> and the files of its lists, or a single file that holds the
/// policy as its first document and a rule in each further one. Each <see cref="Read"/> reads the files anew. Thread-safe.
/// </summary>
public sealed class YamlPolicyFolder : IPolicySpecProvider
{
    private readonly string _fullPath;
    private readonly YamlLimits _limits;

    /// <summary>Names a policy on disk; nothing is read yet.</summary>
    /// <param name="path">The folder, its <c>policy.yaml</c>, or a single file with all of the policy. Places in errors begin with it, as it is written here.</param>
    /// <param name="limits">How much is read; <see cref="YamlLimits.Default"/> where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or no path.</exception>
    public YamlPolicyFolder(string path, YamlLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Source = Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;
        _fullPath = Path.GetFullPath(path);
        _limits = limits ?? YamlLimits.Default;
    }

    /// <inheritdoc/>
    public string Source { get; }

    /// <inheritdoc/>
    public PolicySpecResult Read() => new PolicyReader(Open(), _limits).Read();

    private FolderFiles Open()
    {
        if (!File.Exists(_fullPath)) return new FolderFiles(_fullPath, Source.TrimEnd('/') + "/", PolicyPaths.Header, hasRuleFolder: true);
        string folder = Path.GetDirectoryName(_fullPath)!;
        string header = Path.GetFileName(_fullPath);
        string prefix = Source[..(Source.LastIndexOf('/') + 1)];
        return new FolderFiles(folder, prefix, header, hasRuleFolder: header == PolicyPaths.Header);
    }
}
