using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>A country database of a few networks. Of two networks that hold an address the smaller one counts. Thread-safe once it is filled.</summary>
public sealed class FakeCountries : ICountryLookup
{
    private readonly List<(IPNetwork Network, string Country)> _networks = [];

    private readonly ConcurrentQueue<(IPAddress Address, string Outcome)> _answers = new();

    /// <summary>Every look-up so far: the address, and the country or the reason why there is none.</summary>
    public ImmutableArray<(IPAddress Address, string Outcome)> Answers => [.. _answers];

    /// <summary>Whether there is a readable database; <see langword="true"/> by default.</summary>
    public bool IsAvailable { get; set; } = true;

    /// <summary>Puts a network into a country, in place of the one that it was in.</summary>
    /// <param name="network">The network.</param>
    /// <param name="country">The ISO 3166-1 alpha-2 code.</param>
    public void Set(IPNetwork network, string country)
    {
        ArgumentNullException.ThrowIfNull(country);
        _networks.RemoveAll(entry => entry.Network.Equals(network));
        _networks.Add((network, country.ToUpperInvariant()));
    }

    /// <inheritdoc/>
    public LookupResult<string> Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress asked = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        LookupResult<string> result = Look(asked);
        _answers.Enqueue((asked, result.Value ?? result.Reason!));
        return result;
    }

    private LookupResult<string> Look(IPAddress address)
    {
        if (!IsAvailable) return LookupResult<string>.Unavailable("no readable database");
        ImmutableArray<(IPNetwork Network, string Country)> found = [.. _networks.Where(entry => entry.Network.Contains(address))];
        return found.IsEmpty
            ? LookupResult<string>.Absent("not in the database")
            : LookupResult<string>.Found(found.MaxBy(static entry => entry.Network.PrefixLength).Country);
    }
}
