using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy.Specification;

/// <summary>A piece of a policy's files with its place: a scalar, a sequence or a mapping. Immutable and thread-safe.</summary>
/// <param name="Location">Where it begins.</param>
public abstract record SpecNode(SpecLocation Location);

/// <summary>A single value.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Value">The text, without quotes.</param>
/// <param name="IsQuoted">Whether it was written in quotes or as a block, so that it is a text whatever it looks like.</param>
public sealed record SpecScalar(SpecLocation Location, string Value, bool IsQuoted = false) : SpecNode(Location)
{
    /// <summary>Whether it was written as a block (<c>|</c>, <c>&gt;</c>) or over several lines, so that places within <see cref="Value"/> are none within the file.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool IsBlock { get; init; }
}

/// <summary>Values in an order.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Items">The values.</param>
public sealed record SpecSequence(SpecLocation Location, ImmutableArray<SpecNode> Items) : SpecNode(Location);

/// <summary>Values by name; no name occurs twice.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Entries">Names and values in the order of the file.</param>
public sealed record SpecMapping(SpecLocation Location, ImmutableArray<SpecEntry> Entries) : SpecNode(Location)
{
    /// <summary>Looks a value up.</summary>
    /// <param name="name">The name, exactly as written.</param>
    /// <param name="entry">The entry where the method returns <see langword="true"/>.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out SpecEntry? entry)
    {
        foreach (SpecEntry candidate in Entries)
        {
            if (!string.Equals(candidate.Key.Value, name, StringComparison.Ordinal)) continue;
            entry = candidate;
            return true;
        }

        entry = null;
        return false;
    }
}

/// <summary>A name and its value.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value.</param>
public sealed record SpecEntry(SpecScalar Key, SpecNode Value);
