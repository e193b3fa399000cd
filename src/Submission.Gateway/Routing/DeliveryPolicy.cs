using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Gateway.Routing;

/// <summary>Providers, routes and limits of domains. Immutable and thread-safe.</summary>
/// <param name="defaults">The limits of every lane that has none of its own; its name means nothing.</param>
/// <param name="domains">What is said of domains, by their canonical names.</param>
/// <param name="providers">The providers by MX pattern: a name, or <c>.</c> and a name for all names below it.</param>
internal sealed class DeliveryPolicy(DeliveryLane defaults, IEnumerable<KeyValuePair<string, DomainRule>> domains, IEnumerable<KeyValuePair<string, DeliveryLane>> providers)
{
    private readonly FrozenDictionary<string, DomainRule> _domains = domains.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenDictionary<string, DeliveryLane> _providers = providers.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The policy that says nothing.</summary>
    public static DeliveryPolicy None { get; } = new(new DeliveryLane(""), [], []);

    /// <summary>The limits of every lane that has none of its own; its name means nothing.</summary>
    public DeliveryLane Default { get; } = defaults;

    /// <summary>Finds the route that the policy gives a domain.</summary>
    public bool TryGetRoute(string destination, [NotNullWhen(true)] out DomainRule? rule) => _domains.TryGetValue(destination, out rule) && !rule.Route.IsEmpty;

    /// <summary>The lane of a domain: its own rule's, its provider's, or its own with the default limits.</summary>
    /// <param name="destination">The canonical domain.</param>
    /// <param name="hosts">Its servers; at least one, the best first.</param>
    public DeliveryLane LaneOf(string destination, ImmutableArray<RouteHost> hosts)
    {
        if (_domains.TryGetValue(destination, out DomainRule? rule)) return rule.Lane;
        return ProviderOf(hosts) ?? Default with { Name = destination };
    }

    // All of the best hosts must be the provider's: a domain that names a host of its own beside them is not in the provider's hands.
    private DeliveryLane? ProviderOf(ImmutableArray<RouteHost> hosts)
    {
        if (_providers.Count == 0) return null;
        DeliveryLane? provider = ProviderOf(hosts[0].Name);
        for (int i = 1; provider is not null && i < hosts.Length && hosts[i].Preference == hosts[0].Preference; i++)
        {
            if (ProviderOf(hosts[i].Name)?.Name != provider.Name) provider = null;
        }

        return provider;
    }

    // The longest pattern wins, whatever the order in the file.
    private DeliveryLane? ProviderOf(string host)
    {
        if (_providers.TryGetValue(host, out DeliveryLane? provider)) return provider;
        FrozenDictionary<string, DeliveryLane>.AlternateLookup<ReadOnlySpan<char>> patterns = _providers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (patterns.TryGetValue(host.AsSpan(dot), out provider)) return provider;
        }

        return null;
    }
}
