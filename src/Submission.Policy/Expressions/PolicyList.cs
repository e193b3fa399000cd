using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Expressions;

/// <summary>A named list of a policy. Immutable and thread-safe.</summary>
internal sealed class PolicyList
{
    /// <summary>The most items of a list.</summary>
    public const int MaximumItems = 10_000;

    private readonly Lazy<NetworkSet> _networks;

    public PolicyList(string name, ImmutableArray<string> items)
    {
        Name = name;
        Items = items;
        Set = items.ToFrozenSet(StringComparer.Ordinal);
        _networks = new Lazy<NetworkSet>(() => NetworkSet.Parse(items, out _));
    }

    public string Name { get; }

    public ImmutableArray<string> Items { get; }

    public FrozenSet<string> Set { get; }

    /// <summary>Whether a text is one of the items, exactly.</summary>
    public bool Contains(string item) => Set.Contains(item);

    /// <summary>Whether an address is in one of the networks; items that are no networks contain nothing.</summary>
    public bool ContainsAddress(IPAddress address) => _networks.Value.Contains(address);
}
