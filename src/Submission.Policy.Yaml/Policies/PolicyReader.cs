using System.Globalization;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Reads a policy once, from wherever its files are, and tells all that is wrong with it.</summary>
internal sealed class PolicyReader
{
    private readonly IPolicyFiles _files;
    private readonly YamlLimits _limits;
    private readonly SpecErrors _errors;
    private readonly PolicyTexts _texts;
    private readonly RuleCollector _rules;

    public PolicyReader(IPolicyFiles files, YamlLimits limits)
    {
        _files = files;
        _limits = limits;
        _errors = new SpecErrors(limits.MaximumErrors);
        _texts = new PolicyTexts(files, limits, _errors);
        _rules = new RuleCollector(_errors);
    }

    public PolicySpecResult Read()
    {
        PolicyHeader? header = ReadHeader();
        ReadRules();
        PolicySpec? spec = header is null ? null : new PolicySpec(header.Name, header.About, header.Lists, _rules.Arrange(header.Rules, _files.NameOf(_files.Header)));
        return new PolicySpecResult(spec, _errors.ToSorted());
    }

    private PolicyHeader? ReadHeader()
    {
        List<YamlDocument>? documents = _texts.ReadDocuments(_files.Header);
        if (documents is null) return null;
        var start = new SpecLocation(_files.NameOf(_files.Header), 1, 1);
        if (documents.Count == 0)
        {
            if (_errors.Count == 0) _errors.Add(start, "The file holds no policy.", "Begin it with 'policy: name' and 'language: 1'.");
            return null;
        }

        foreach (YamlDocument further in documents.Skip(1)) _rules.Add(further, null);
        switch (documents[0].Root)
        {
            case null:
                return null;
            case SpecMapping mapping when mapping.TryGet("rule", out _) && !mapping.TryGet("policy", out _):
                _errors.Add(mapping.Location, "The policy is missing before this rule.", "Begin the file with a document that has 'policy: name' and 'language: 1'.");
                _rules.Add(documents[0], null);
                return null;
            case SpecMapping mapping:
                return new HeaderReader(_texts, _files, _limits, _errors).Read(mapping);
            default:
                _errors.Add(documents[0].Root!.Location, "A policy is a mapping of words to values.", "Begin it with 'policy: name' and 'language: 1'.");
                return null;
        }
    }

    private void ReadRules()
    {
        RuleFileList list = _files.ListRuleFiles(_limits.MaximumRuleFiles);
        var folder = new SpecLocation(_files.NameOf(PolicyPaths.RuleFolder), 1, 1);
        if (list.Problem is { } problem)
        {
            _errors.Add(folder, $"The folder {problem}.");
            _rules.IsIncomplete = true;
        }

        if (list.Paths.Length > _limits.MaximumRuleFiles)
        {
            _errors.Add(folder, string.Create(CultureInfo.InvariantCulture, $"The folder has more than {_limits.MaximumRuleFiles:N0} files."), "Put several rules into one file.");
            _rules.IsIncomplete = true;
        }

        foreach (string path in list.Paths.Take(_limits.MaximumRuleFiles))
        {
            if (_errors.IsFull || _texts.IsSpent)
            {
                _rules.IsIncomplete = true;
                return;
            }

            ReadRuleFile(path);
        }
    }

    private void ReadRuleFile(string path)
    {
        var start = new SpecLocation(_files.NameOf(path), 1, 1);
        if (path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)) _errors.Add(start, "A file that ends in .yml is not read.", "Let its name end in .yaml.");
        if (!path.EndsWith(PolicyPaths.Extension, StringComparison.Ordinal)) return;
        string stem = path[(PolicyPaths.RuleFolder.Length + 1)..^PolicyPaths.Extension.Length];
        int before = _errors.Count;
        List<YamlDocument>? documents = _texts.ReadDocuments(path);
        if (documents is null) _rules.AddBroken(stem);
        foreach (YamlDocument document in documents ?? []) _rules.Add(document, stem);
        if (documents is { Count: 0 } && _errors.Count == before) _errors.Add(start, "The file holds no rule.", "Write a rule into it, or delete it.");
    }
}
