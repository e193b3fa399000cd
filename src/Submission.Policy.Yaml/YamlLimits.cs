namespace Submission.Policy.Yaml;

/// <summary>
/// How much of a policy's files is read. Whatever goes beyond is an error with its place, never an exception. Immutable and thread-safe.
/// </summary>
public sealed record YamlLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static YamlLimits Default { get; } = new();

    /// <summary>The largest file, YAML or list.</summary>
    /// <value>Bytes; 1 MiB by default. It is compared before the file is read.</value>
    public int MaximumFileBytes { get; init; } = 1024 * 1024;

    /// <summary>All files of a policy together.</summary>
    /// <value>Bytes; 16 MiB by default.</value>
    public long MaximumPolicyBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>How deep lists and mappings may stand in each other, an alias counted as what it stands for.</summary>
    /// <value>Levels; 64 by default.</value>
    public int MaximumDepth { get; init; } = 64;

    /// <summary>How many values a file may have, an alias counted as what it stands for.</summary>
    /// <value>Values; 100,000 by default.</value>
    public int MaximumNodes { get; init; } = 100_000;

    /// <summary>How many documents (separated by <c>---</c>) a file may have.</summary>
    /// <value>Documents; 1,000 by default.</value>
    public int MaximumDocuments { get; init; } = 1_000;

    /// <summary>How many files the folder of the rules may have.</summary>
    /// <value>Files; 1,000 by default.</value>
    public int MaximumRuleFiles { get; init; } = 1_000;

    /// <summary>How many entries a list may have that stands in a file.</summary>
    /// <value>Entries; 100,000 by default.</value>
    public int MaximumListEntries { get; init; } = 100_000;

    /// <summary>How many errors are told; reading ends with the last.</summary>
    /// <value>Errors; 1,000 by default.</value>
    public int MaximumErrors { get; init; } = 1_000;
}
