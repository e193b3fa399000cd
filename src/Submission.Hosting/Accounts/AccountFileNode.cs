using Submission.Policy.Specification;

namespace Submission.Hosting.Accounts;

/// <summary>A mapping of the account file: it knows its words, and adds what is wrong to the errors.</summary>
internal sealed class AccountFileNode
{
    private readonly SpecMapping? _mapping;
    private readonly string _what;
    private readonly List<SpecError> _errors;

    public AccountFileNode(SpecNode node, string[] words, string what, List<SpecError> errors)
    {
        Place = node;
        _mapping = node as SpecMapping;
        _what = what;
        _errors = errors;
        if (_mapping is null)
        {
            errors.Add(new SpecError(node.Location, $"{what} has the words {string.Join(", ", words)}."));
            return;
        }

        foreach (SpecEntry entry in _mapping.Entries)
        {
            if (words.Contains(entry.Key.Value, StringComparer.Ordinal)) continue;
            string? nearest = Spelling.Nearest(entry.Key.Value, words);
            string mend = nearest is null ? $"It knows {string.Join(", ", words)}." : $"Did you mean '{nearest}'?";
            errors.Add(new SpecError(entry.Key.Location, $"{what} has no word '{entry.Key.Value}'.", mend));
        }
    }

    /// <summary>Where the mapping begins.</summary>
    public SpecNode Place { get; }

    public SpecScalar? Required(string word)
    {
        if (_mapping is not null && !_mapping.TryGet(word, out _)) _errors.Add(new SpecError(Place.Location, $"{_what} needs the word '{word}'."));
        return Optional(word);
    }

    public SpecScalar? Optional(string word)
    {
        if (_mapping is null || !_mapping.TryGet(word, out SpecEntry? entry)) return null;
        if (entry.Value is SpecScalar scalar) return scalar;
        _errors.Add(new SpecError(entry.Value.Location, $"'{word}' is a single value."));
        return null;
    }

    public IEnumerable<SpecNode> Items(string word)
    {
        if (_mapping is null || !_mapping.TryGet(word, out SpecEntry? entry)) return [];
        if (entry.Value is SpecSequence sequence) return sequence.Items;
        if (entry.Value is SpecScalar { Value.Length: 0, IsQuoted: false }) return [];
        _errors.Add(new SpecError(entry.Value.Location, $"'{word}' is a list."));
        return [];
    }

    public IEnumerable<SpecScalar> Texts(string word)
    {
        foreach (SpecNode item in Items(word))
        {
            if (item is SpecScalar scalar) yield return scalar;
            else _errors.Add(new SpecError(item.Location, $"'{word}' is a list of single values."));
        }
    }
}
