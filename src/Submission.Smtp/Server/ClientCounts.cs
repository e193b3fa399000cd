using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Submission.Smtp.Server;

/// <summary>Counts the connections of each client address, and of each IPv6 network of 64 bits, against their bounds. Thread-safe.</summary>
internal sealed class ClientCounts(SmtpServerOptions options, TimeProvider time)
{
    private const int LeastSweep = 1024;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Client> _addresses = [];
    private readonly Dictionary<UInt128, Client> _networks = [];
    private int _sweepAt = LeastSweep;

    /// <summary>How many addresses and networks are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate) return _addresses.Count + _networks.Count;
        }
    }

    /// <summary>A client has connected.</summary>
    /// <returns>The bound that keeps it out; <see langword="null"/> where it is let in, and must <see cref="Leave"/>.</returns>
    public string? Enter(IPAddress address)
    {
        if (IsUncounted(address)) return null;
        long now = time.GetTimestamp();
        lock (_gate)
        {
            Sweep(now);
            Client client = Of(_addresses, address);
            Client? network = address.AddressFamily == AddressFamily.InterNetworkV6 ? Of(_networks, NetworkOf(address)) : null;
            if (client.Open >= options.MaximumConnectionsPerAddress) return SmtpBound.ConnectionsPerAddress;
            if (network?.Open >= options.MaximumConnectionsPerNetwork) return SmtpBound.ConnectionsPerNetwork;
            if (!(network ?? client).TryArrive(time, now, options.MaximumConnectionRate)) return SmtpBound.ConnectionRate;
            client.Open++;
            if (network is not null) network.Open++;
            return null;
        }
    }

    /// <summary>A client that was let in has gone.</summary>
    public void Leave(IPAddress address)
    {
        if (IsUncounted(address)) return;
        lock (_gate)
        {
            _addresses[address].Open--;
            if (address.AddressFamily == AddressFamily.InterNetworkV6) _networks[NetworkOf(address)].Open--;
        }
    }

    private static UInt128 NetworkOf(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }

    private static Client Of<T>(Dictionary<T, Client> clients, T key)
        where T : notnull
    {
        if (!clients.TryGetValue(key, out Client? client)) clients.Add(key, client = new Client());
        return client;
    }

    private bool IsUncounted(IPAddress address)
    {
        foreach (IPNetwork network in options.UncountedClients)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    // As often as the number doubles, so that it costs each connection the same, however many there are.
    private void Sweep(long now)
    {
        if (_addresses.Count + _networks.Count < _sweepAt) return;
        Sweep(_addresses, now);
        Sweep(_networks, now);
        _sweepAt = Math.Max(LeastSweep, 2 * (_addresses.Count + _networks.Count));
    }

    private void Sweep<T>(Dictionary<T, Client> clients, long now)
        where T : notnull
    {
        foreach ((T key, Client client) in clients)
        {
            if (client.IsForgotten(time, now)) clients.Remove(key);
        }
    }

    private sealed class Client
    {
        private readonly Queue<long> _arrivals = new(1);

        public int Open { get; set; }

        public bool TryArrive(TimeProvider time, long now, int limit)
        {
            Forget(time, now);
            if (_arrivals.Count >= limit) return false;
            _arrivals.Enqueue(now);
            return true;
        }

        public bool IsForgotten(TimeProvider time, long now)
        {
            Forget(time, now);
            return Open == 0 && _arrivals.Count == 0;
        }

        private void Forget(TimeProvider time, long now)
        {
            while (_arrivals.TryPeek(out long arrival) && time.GetElapsedTime(arrival, now) >= Second) _arrivals.Dequeue();
        }
    }
}
