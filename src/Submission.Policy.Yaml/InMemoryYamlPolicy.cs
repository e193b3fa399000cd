using System.Text;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Policies;

namespace Submission.Policy.Yaml;

/// <summary>A policy whose files are in memory, read exactly like a folder. Immutable and thread-safe.</summary>
public sealed class InMemoryYamlPolicy : IPolicySpecProvider
{
    private readonly MemoryFiles _files;
    private readonly YamlLimits _limits;

    /// <summary>Makes a policy of texts.</summary>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="files">The texts by path: <c>policy.yaml</c>, <c>rules/….yaml</c>, and the files of lists. Places in errors are these paths.</param>
    /// <param name="limits">How much is read; <see cref="YamlLimits.Default"/> where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> is empty.</exception>
    public InMemoryYamlPolicy(string source, IEnumerable<KeyValuePair<string, string>> files, YamlLimits? limits = null)
        : this(source, files?.Select(static file => KeyValuePair.Create(file.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Value)))!, "", limits)
    {
    }

    /// <summary>Makes a policy of a single text: the policy as its first document and a rule in each further one.</summary>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="limits">How much is read; <see cref="YamlLimits.Default"/> where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> is empty.</exception>
    public InMemoryYamlPolicy(string source, string text, YamlLimits? limits = null)
        : this(source, [KeyValuePair.Create(PolicyPaths.Header, text)], limits)
    {
    }

    internal InMemoryYamlPolicy(string source, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files, string prefix, YamlLimits? limits)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentNullException.ThrowIfNull(files);
        Source = source;
        _files = new MemoryFiles(files, prefix);
        _limits = limits ?? YamlLimits.Default;
    }

    /// <inheritdoc/>
    public string Source { get; }

    /// <inheritdoc/>
    public PolicySpecResult Read() => new PolicyReader(_files, _limits).Read();
}
