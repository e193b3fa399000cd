using System.Collections.Immutable;
using Submission.Policy.Specification;
using Submission.Policy.Yaml.Files;
using Submission.Policy.Yaml.Reading;

namespace Submission.Policy.Yaml.Policies;

/// <summary>Reads the named lists of a policy, those in files too.</summary>
internal sealed class ListReader(PolicyTexts texts, IPolicyFiles files, YamlLimits limits, SpecErrors errors)
{
    private const string MendList = "Write 'name: [one, two]', or 'name: { file: path }'; [] for an empty list.";

    public ImmutableArray<ListSpec> Read(SpecEntry entry)
    {
        if (entry.Value is not SpecMapping mapping)
        {
            errors.Add(entry.Value.Location, "The lists are no mapping of names to lists.", MendList);
            return [];
        }

        ImmutableArray<ListSpec>.Builder lists = ImmutableArray.CreateBuilder<ListSpec>();
        foreach (SpecEntry list in mapping.Entries)
        {
            CheckName(list.Key);
            lists.Add(new ListSpec(list.Key, ReadItems(list)));
        }

        return lists.ToImmutable();
    }

    private void CheckName(SpecScalar name)
    {
        if (IsName(name.Value)) return;
        string proposal = name.Value.Replace('-', '_').Replace(' ', '_').ToLowerInvariant();
        errors.Add(name.Location, $"'{Excerpt.Of(name.Value)}' cannot be the name of a list.", IsName(proposal) ? $"Write '{proposal}'." : "Write letters, digits and underscores, beginning with a letter.");
    }

    // What the expression lists.name can spell.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private ImmutableArray<SpecScalar> ReadItems(SpecEntry list)
    {
        switch (list.Value)
        {
            case SpecSequence sequence:
                return ReadSequence(list.Key.Value, sequence);
            case SpecMapping mapping:
                return ReadFile(list.Key.Value, mapping);
            default:
                errors.Add(list.Value.Location, $"The list '{Excerpt.Of(list.Key.Value)}' is no list.", MendList);
                return [];
        }
    }

    private ImmutableArray<SpecScalar> ReadSequence(string name, SpecSequence sequence)
    {
        ImmutableArray<SpecScalar>.Builder items = ImmutableArray.CreateBuilder<SpecScalar>(sequence.Items.Length);
        foreach (SpecNode item in sequence.Items)
        {
            if (item is SpecScalar scalar && (scalar.IsQuoted || scalar.Value.Length > 0))
                items.Add(scalar);
            else if (item is SpecScalar)
                errors.Add(item.Location, $"An item of the list '{Excerpt.Of(name)}' is empty.", "Remove it.");
            else
                errors.Add(item.Location, $"An item of the list '{Excerpt.Of(name)}' is no single value.", "Write each value as an item of its own.");
        }

        return items.ToImmutable();
    }

    private ImmutableArray<SpecScalar> ReadFile(string name, SpecMapping mapping)
    {
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (entry.Key.Value == "file") continue;
            errors.Add(entry.Key.Location, $"The list '{Excerpt.Of(name)}' has no word '{Excerpt.Of(entry.Key.Value)}'.", Spelling.Nearest(entry.Key.Value, ["file"]) is null ? MendList : "Did you mean 'file'?");
        }

        if (!mapping.TryGet("file", out SpecEntry? file))
        {
            if (mapping.Entries.IsEmpty) errors.Add(mapping.Location, $"The list '{Excerpt.Of(name)}' is no list.", MendList);
            return [];
        }

        if (file.Value is not SpecScalar path)
        {
            errors.Add(file.Value.Location, $"The file of the list '{Excerpt.Of(name)}' is no path.", "Write 'file: path'.");
            return [];
        }

        if (PolicyPaths.FindFault(path.Value) is { } fault)
        {
            errors.Add(path.Location, $"The path '{Excerpt.Of(path.Value)}' {fault}.", "Write a path below the folder of the policy, with / between its parts.");
            return [];
        }

        return texts.Read(path.Value, path.Location) is { } text ? ListFile.Parse(files.NameOf(path.Value), text, limits, errors) : [];
    }
}
