using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>The entries of a mapping under way; a name that occurs twice is told and kept once.</summary>
internal sealed class MappingEntries(SpecErrors errors)
{
    private readonly ImmutableArray<SpecEntry>.Builder _entries = ImmutableArray.CreateBuilder<SpecEntry>();
    private readonly Dictionary<string, SpecLocation> _names = new(StringComparer.Ordinal);

    public bool IsEmpty => _entries.Count == 0;

    public void Add(SpecScalar key, SpecNode value, bool isFlow)
    {
        if (!_names.TryAdd(key.Value, key.Location))
        {
            errors.Add(key.Location, $"'{Excerpt.Of(key.Value)}' stands here a second time; the first is at {_names[key.Value]}.", "Remove one of the two.");
            return;
        }

        int colon = key.Value.IndexOf(':', StringComparison.Ordinal);
        if (isFlow && !key.IsQuoted && colon > 0 && value is SpecScalar { Value: "", IsQuoted: false })
        {
            SpecLocation place = key.Location with { Column = key.Location.Column + colon };
            errors.Add(place, $"After the colon in '{Excerpt.Of(key.Value)}' a space is missing.", $"Write '{Excerpt.Of(key.Value[..colon])}: {Excerpt.Of(key.Value[(colon + 1)..])}'.");
        }

        _entries.Add(new SpecEntry(key, value));
    }

    public ImmutableArray<SpecEntry> ToImmutable() => _entries.DrainToImmutable();
}
