using System.Globalization;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Reads the files of a policy as text, all of them together within the limit.</summary>
internal sealed class PolicyTexts(IPolicyFiles files, YamlLimits limits, SpecErrors errors)
{
    private long _bytes;

    /// <summary>Whether the limit of all files together is reached, so that nothing more is read.</summary>
    public bool IsSpent => _bytes > limits.MaximumPolicyBytes;

    /// <summary>Reads a file; <see langword="null"/> where that is not possible, with the reason among the errors.</summary>
    /// <param name="path">The path relative to the policy.</param>
    /// <param name="namedAt">Where the policy names the file; <see langword="null"/> where it does not.</param>
    public string? Read(string path, SpecLocation? namedAt = null)
    {
        if (IsSpent) return null;
        string name = files.NameOf(path);
        errors.NoteFile(name);
        FileContent content = files.Read(path, limits);
        if (content.Problem is { } problem)
        {
            errors.Add(namedAt ?? new SpecLocation(name, 1, 1), namedAt is null ? $"The file {problem}." : $"The file '{Excerpt.Of(path)}' {problem}.");
            return null;
        }

        _bytes += content.Bytes.Length;
        if (!IsSpent) return SourceText.Decode(name, content.Bytes.Span, limits, errors);
        string message = string.Create(CultureInfo.InvariantCulture, $"With this file the policy has more than {limits.MaximumPolicyBytes:N0} bytes.");
        errors.Add(new SpecLocation(name, 1, 1), message, "Make it smaller; nothing from here on was read.");
        return null;
    }

    /// <summary>Reads the documents of a YAML file; <see langword="null"/> where it cannot be read at all.</summary>
    public List<YamlDocument>? ReadDocuments(string path) =>
        Read(path) is { } text ? YamlFile.Read(files.NameOf(path), text, limits, errors) : null;
}
