using System.Globalization;
using Submission.Policy.Specification;

namespace Submission.Gateway.Routing;

/// <summary>A mapping of the delivery policy: it knows its words, and adds what is wrong to the errors.</summary>
internal sealed class PolicyNode
{
    private readonly SpecMapping? _mapping;
    private readonly string _what;
    private readonly List<SpecError> _errors;

    public PolicyNode(SpecNode node, ReadOnlySpan<string> words, string what, List<SpecError> errors)
    {
        Place = node;
        _mapping = node as SpecMapping;
        _what = what;
        _errors = errors;
        string[] known = words.ToArray();
        if (_mapping is null) Error(node, $"{what} has the words {string.Join(", ", known)}.");
        foreach (SpecEntry entry in _mapping?.Entries ?? [])
        {
            if (known.Contains(entry.Key.Value, StringComparer.Ordinal)) continue;
            string? nearest = Spelling.Nearest(entry.Key.Value, known);
            Error(entry.Key, $"{what} has no word '{entry.Key.Value}'.", nearest is null ? $"It knows {string.Join(", ", known)}." : $"Did you mean '{nearest}'?");
        }
    }

    /// <summary>Where the mapping begins.</summary>
    public SpecNode Place { get; }

    public bool Has(string word) => _mapping is not null && _mapping.TryGet(word, out _);

    /// <summary>The node of a word; <see langword="null"/> where it does not occur.</summary>
    public SpecNode? Find(string word) => _mapping is not null && _mapping.TryGet(word, out SpecEntry? entry) ? entry.Value : null;

    /// <summary>A single value that must be there.</summary>
    public SpecScalar? Required(string word)
    {
        if (_mapping is not null && !Has(word)) Error(Place, $"{_what} needs the word '{word}'.");
        return Optional(word);
    }

    public SpecScalar? Optional(string word)
    {
        SpecNode? node = Find(word);
        if (node is not (null or SpecScalar)) Error(node, $"'{word}' is a single value.");
        return node as SpecScalar;
    }

    /// <summary>A whole number within bounds; <see langword="null"/> where it does not occur or is wrong.</summary>
    public int? Number(string word, int least, int most)
    {
        if (Optional(word) is not { } text) return null;
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        Error(text, string.Create(CultureInfo.InvariantCulture, $"'{word}' is a whole number from {least} to {most}, and not '{text.Value}'."));
        return null;
    }

    /// <summary>The items of a list; of a list that is left empty, none.</summary>
    public IEnumerable<SpecNode> Items(string word)
    {
        SpecNode? node = Find(word);
        if (node is SpecSequence sequence) return sequence.Items;
        if (node is not (null or SpecScalar { Value.Length: 0, IsQuoted: false })) Error(node, $"'{word}' is a list.");
        return [];
    }

    public IEnumerable<SpecScalar> Texts(string word)
    {
        foreach (SpecNode item in Items(word))
        {
            if (item is SpecScalar scalar) yield return scalar;
            else Error(item, $"'{word}' is a list of single values.");
        }
    }

    private void Error(SpecNode node, string message, string? mend = null) => _errors.Add(new SpecError(node.Location, message, mend));
}
