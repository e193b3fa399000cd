using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>A document of a file.</summary>
/// <param name="Root">What it holds; <see langword="null"/> where it could not be read.</param>
/// <param name="Text">Its text.</param>
internal sealed record YamlDocument(SpecNode? Root, DocumentText Text);
