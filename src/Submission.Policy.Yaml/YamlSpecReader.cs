using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml;

/// <summary>
/// Turns YAML text into located trees. It knows no words of the policy language: every scalar stays the text that it is (<c>yes</c>,
/// <c>no</c> and <c>on</c> too), no name occurs twice in a mapping, and tags, merge keys and names that are no scalars are errors.
/// Hostile text is normal text: whatever it holds, reading ends within the limits and throws nothing. Thread-safe.
/// </summary>
public static class YamlSpecReader
{
    /// <summary>Reads the documents of a text.</summary>
    /// <param name="file">The name of the file, for the places in nodes and errors.</param>
    /// <param name="content">The bytes: UTF-8, with or without a byte order mark, lines ended by LF or CRLF.</param>
    /// <param name="limits">How much is read; <see cref="YamlLimits.Default"/> where it is <see langword="null"/>.</param>
    /// <returns>The documents that could be read, and all errors. After an error of syntax reading goes on with the next document.</returns>
    public static YamlReadResult ReadDocuments(string file, ReadOnlyMemory<byte> content, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        limits ??= YamlLimits.Default;
        var errors = new SpecErrors(limits.MaximumErrors);
        return Read(file, SourceText.Decode(file, content.Span, limits, errors), limits, errors);
    }

    /// <inheritdoc cref="ReadDocuments(string, ReadOnlyMemory{byte}, YamlLimits?)"/>
    /// <param name="file">The name of the file, for the places in nodes and errors.</param>
    /// <param name="content">The text.</param>
    /// <param name="limits">How much is read; <see cref="YamlLimits.Default"/> where it is <see langword="null"/>.</param>
    public static YamlReadResult ReadDocuments(string file, string content, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        limits ??= YamlLimits.Default;
        var errors = new SpecErrors(limits.MaximumErrors);
        return Read(file, SourceText.Accept(file, content, limits, errors), limits, errors);
    }

    private static YamlReadResult Read(string file, string? text, YamlLimits limits, SpecErrors errors)
    {
        if (text is null) return new YamlReadResult([], errors.ToSorted());
        ImmutableArray<SpecNode>.Builder documents = ImmutableArray.CreateBuilder<SpecNode>();
        foreach (YamlDocument document in YamlFile.Read(file, text, limits, errors))
        {
            if (document.Root is not null) documents.Add(document.Root);
        }

        return new YamlReadResult(documents.ToImmutable(), errors.ToSorted());
    }
}
