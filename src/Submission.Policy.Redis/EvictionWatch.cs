using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>Notices that a server makes room by throwing keys away, of which no key tells. Used by one caller at a time.</summary>
internal sealed class EvictionWatch
{
    private const string Field = "evicted_keys:";

    private readonly ConcurrentDictionary<EndPoint, long> _seen = [];

    /// <summary>Whether a server has thrown keys away since it was last asked.</summary>
    public async Task<bool> HasEvictedAsync(ConnectionMultiplexer multiplexer)
    {
        bool hasEvicted = false;
        foreach (IServer server in multiplexer.GetServers())
        {
            if (!server.IsConnected || server.IsReplica) continue;
            long evicted = Read((string?)await server.ExecuteAsync("INFO", "stats").ConfigureAwait(false));
            hasEvicted |= _seen.TryGetValue(server.EndPoint, out long seen) && evicted > seen;
            _seen[server.EndPoint] = evicted;
        }

        return hasEvicted;
    }

    private static long Read(string? stats)
    {
        int start = stats?.IndexOf(Field, StringComparison.Ordinal) ?? -1;
        if (start < 0) return 0;
        ReadOnlySpan<char> rest = stats.AsSpan(start + Field.Length);
        int end = rest.IndexOf('\r');
        return long.TryParse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture, out long evicted) ? evicted : 0;
    }
}
