using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Reads the words of <c>policy.yaml</c>.</summary>
internal sealed class HeaderReader(PolicyTexts texts, IPolicyFiles files, YamlLimits limits, SpecErrors errors)
{
    private const string Language = "1";

    private static readonly ImmutableArray<string> Words = ["policy", "language", "about", "lists", "rules"];

    public PolicyHeader Read(SpecMapping mapping)
    {
        string name = "";
        string about = "";
        ImmutableArray<ListSpec> lists = [];
        ImmutableArray<SpecScalar> rules = default;
        foreach (SpecEntry entry in mapping.Entries)
        {
            switch (entry.Key.Value)
            {
                case "policy":
                    name = ReadName(entry);
                    break;
                case "language":
                    CheckLanguage(entry);
                    break;
                case "about":
                    about = Text(entry)?.Value ?? "";
                    break;
                case "lists":
                    lists = new ListReader(texts, files, limits, errors).Read(entry);
                    break;
                case "rules":
                    rules = ReadRules(entry);
                    break;
                default:
                    errors.Add(entry.Key.Location, $"A policy has no word '{Excerpt.Of(entry.Key.Value)}'.", MendWord(entry.Key.Value));
                    break;
            }
        }

        RequireWord(mapping, "policy", "policy: name");
        RequireWord(mapping, "language", "language: 1");
        RequireWord(mapping, "rules", "rules: [first-rule, second-rule]");
        return new PolicyHeader(name, about, lists, rules);
    }

    private static string MendWord(string word) =>
        Spelling.Nearest(word, Words) is { } near ? $"Did you mean '{near}'?" : $"Its words are {string.Join(", ", Words)}.";

    private void RequireWord(SpecMapping mapping, string word, string example)
    {
        if (!mapping.TryGet(word, out _)) errors.Add(mapping.Location, $"The word '{word}' is missing in this policy.", $"Add a line '{example}'.");
    }

    private string ReadName(SpecEntry entry)
    {
        if (Text(entry) is not { } name) return "";
        if (RuleId.IsValid(name.Value)) return name.Value;
        errors.Add(name.Location, $"'{Excerpt.Of(name.Value)}' cannot be the name of a policy.", KebabCase.Mend(name.Value));
        return "";
    }

    private void CheckLanguage(SpecEntry entry)
    {
        if (entry.Value is SpecScalar { IsQuoted: false, Value: Language }) return;
        string written = entry.Value is SpecScalar scalar ? $"'{Excerpt.Of(scalar.Value)}'" : "This";
        errors.Add(entry.Value.Location, $"{written} is no version of the policy language that is known here.", $"Write 'language: {Language}'.");
    }

    private ImmutableArray<SpecScalar> ReadRules(SpecEntry entry)
    {
        if (entry.Value is not SpecSequence sequence)
        {
            errors.Add(entry.Value.Location, "The rules are no list.", "Write 'rules: [first-rule, second-rule]'; [] for none.");
            return default;
        }

        ImmutableArray<SpecScalar>.Builder ids = ImmutableArray.CreateBuilder<SpecScalar>();
        foreach (SpecNode item in sequence.Items)
        {
            if (item is SpecScalar scalar && RuleId.IsValid(scalar.Value))
                ids.Add(scalar);
            else if (item is SpecScalar invalid)
                errors.Add(item.Location, $"'{Excerpt.Of(invalid.Value)}' cannot be the id of a rule.", KebabCase.Mend(invalid.Value));
            else
                errors.Add(item.Location, "The rules are listed by their ids, and this is none.", "Write the id only; the rule itself stands in a file or document of its own.");
        }

        return ids.ToImmutable();
    }

    private SpecScalar? Text(SpecEntry entry)
    {
        if (entry.Value is SpecScalar scalar) return scalar;
        errors.Add(entry.Value.Location, $"The word '{Excerpt.Of(entry.Key.Value)}' wants a text here.", "Put a text that begins with [ or { in quotes.");
        return null;
    }
}
