using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>The policies that were fetched, bounded in number and in octets, and kept in a folder where there is one. Thread-safe.</summary>
internal sealed class StsPolicyCache
{
    private const long MaximumCharacters = 64L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StsCacheEntry> _entries = new(StringComparer.Ordinal);
    private readonly StsCacheFolder? _folder;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _characters;

    public StsPolicyCache(string? directory, int capacity, TimeProvider time, ILogger logger)
    {
        (_capacity, _time, _logger) = (capacity, time, logger);
        if (directory is null) return;
        _folder = new StsCacheFolder(directory, logger);
        DateTimeOffset now = time.GetUtcNow();
        foreach (StsCacheEntry entry in _folder.Read())
        {
            StsCacheEntry kept = Dated(entry, now);
            if (kept.ExpiresAt > now) Put(kept);
            else _folder.Remove(kept.Domain);
            if (!ReferenceEquals(kept, entry)) _folder.Write(kept);
        }
    }

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>A policy that may still be used.</summary>
    public StsCacheEntry? Find(string domain)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
        {
            if (!_entries.TryGetValue(domain, out StsCacheEntry? entry)) return null;
            if (entry.FetchedAt > now) _entries[domain] = entry = Dated(entry, now);
            return entry.ExpiresAt > now ? entry : null;
        }
    }

    /// <summary>Keeps a policy. Where it cannot be written it is kept in memory all the same, and the log says so.</summary>
    public void Set(StsCacheEntry entry)
    {
        lock (_gate) Put(entry);
        _folder?.Write(entry);
    }

    /// <summary>Forgets what has expired, and tells what is to be fetched again.</summary>
    public IReadOnlyList<StsCacheEntry> Sweep(TimeSpan refreshAfter)
    {
        DateTimeOffset now = _time.GetUtcNow();
        List<StsCacheEntry> due = [];
        lock (_gate)
        {
            List<StsCacheEntry> expired = [];
            foreach (StsCacheEntry entry in _entries.Values)
            {
                if (entry.ExpiresAt <= now) expired.Add(entry);
                else if (entry.FetchedAt > now || entry.RefreshAt(refreshAfter) <= now) due.Add(entry);
            }

            foreach (StsCacheEntry entry in expired) Drop(entry);
        }

        return due;
    }

    // A clock that was set back must not make a policy live longer.
    private static StsCacheEntry Dated(StsCacheEntry entry, DateTimeOffset now) => entry.FetchedAt > now ? entry with { FetchedAt = now } : entry;

    private void Put(StsCacheEntry entry)
    {
        if (_entries.TryGetValue(entry.Domain, out StsCacheEntry? before)) _characters -= SizeOf(before);
        _entries[entry.Domain] = entry;
        _characters += SizeOf(entry);
        while (_entries.Count > 1 && (_entries.Count > _capacity || _characters > MaximumCharacters))
        {
            StsCacheEntry? first = null;
            foreach (StsCacheEntry other in _entries.Values)
            {
                if (!ReferenceEquals(other, entry) && (first is null || other.ExpiresAt < first.ExpiresAt)) first = other;
            }

            MtaStsLog.CacheFull(_logger, first!.Domain);
            Drop(first);
        }
    }

    private void Drop(StsCacheEntry entry)
    {
        _entries.Remove(entry.Domain);
        _characters -= SizeOf(entry);
        _folder?.Remove(entry.Domain);
    }

    private static long SizeOf(StsCacheEntry entry)
    {
        long size = entry.Domain.Length;
        foreach (string line in entry.Policy.Lines) size += line.Length;
        return size * 2;
    }
}
