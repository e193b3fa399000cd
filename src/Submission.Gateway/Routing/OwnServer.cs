using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Knows the gateway itself by name and by address, so that it does not send mail to itself (RFC 5321, section 5.1). Thread-safe.</summary>
internal sealed class OwnServer
{
    // Addresses come and go with a failover.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time;
    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<IPEndPoint> _endPoints;
    private readonly FrozenSet<int> _ports;
    private volatile MachineAddresses? _machine;

    public OwnServer(IEnumerable<string> names, IEnumerable<IPEndPoint> endPoints, TimeProvider time)
    {
        _time = time;
        _names = names.Select(static name => DomainName.TryParse(name.TrimEnd('.'), out DomainName? domain) ? domain.Value : name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        IPEndPoint[] unmapped = [.. endPoints.Select(static endPoint => new IPEndPoint(SpecialAddresses.Unmap(endPoint.Address), endPoint.Port))];
        _ports = unmapped.Where(static endPoint => IsAny(endPoint.Address)).Select(static endPoint => endPoint.Port).ToFrozenSet();
        _endPoints = unmapped.Where(static endPoint => !IsAny(endPoint.Address)).ToFrozenSet();
    }

    public bool IsNamed(string host) => _names.Contains(host);

    /// <summary>Whether a connection to an address, unmapped, would end at the gateway itself.</summary>
    public bool IsAt(IPAddress address, int port)
    {
        if (_endPoints.Count > 0 && _endPoints.Contains(new IPEndPoint(address, port))) return true;
        return _ports.Contains(port) && (IPAddress.IsLoopback(address) || Machine().Contains(address));
    }

    /// <summary>Whether a connection to any of some addresses would end at the gateway itself.</summary>
    public bool IsAt(ImmutableArray<IPAddress> addresses, int port)
    {
        foreach (IPAddress address in addresses)
        {
            if (IsAt(SpecialAddresses.Unmap(address), port)) return true;
        }

        return false;
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private FrozenSet<IPAddress> Machine()
    {
        MachineAddresses? known = _machine;
        if (known is not null && _time.GetElapsedTime(known.ReadAt) < Lifetime) return known.Addresses;
        MachineAddresses read = new(Read(), _time.GetTimestamp());
        _machine = read;
        return read.Addresses;
    }

    private static FrozenSet<IPAddress> Read()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                .Select(static unicast => SpecialAddresses.Unmap(unicast.Address))
                .ToFrozenSet();
        }
        catch (NetworkInformationException)
        {
            return FrozenSet<IPAddress>.Empty;
        }
    }

    private sealed record MachineAddresses(FrozenSet<IPAddress> Addresses, long ReadAt);
}
