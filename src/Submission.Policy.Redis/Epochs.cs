using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis;

/// <summary>
/// Of which lives of the server the counters are: a key of its own tells, <c>name:when</c>, with the moment of the loss that it began after, or 0. In a cluster each slot that is used has one, for each
/// server may lose what it has. Thread-safe.
/// </summary>
internal sealed class Epochs(RedisCounterOptions options, ILogger logger)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(800);

    private readonly ConcurrentDictionary<string, Epoch> _known = new(StringComparer.Ordinal);
    private long _toldAt;
    private int _losses;

    /// <summary>How often something was found to be lost.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>What this node takes the epoch at a key to be.</summary>
    public string At(string key) => _known.TryGetValue(key, out Epoch epoch) ? epoch.Text : "none";

    /// <summary>Whether what the windows of a limit hold is not known, because the server has lost it.</summary>
    public bool IsUnknown(string key, CounterLimit limit, long now)
    {
        if (!_known.TryGetValue(key, out Epoch epoch) || epoch.LostAt == 0) return false;
        long since = now - epoch.LostAt;
        if (since > options.UnknownFor.Ticks) return false;
        return limit.Windows.IsEmpty || since <= limit.Windows[^1].Length.Ticks;
    }

    /// <summary>Learns what the epoch at a key is.</summary>
    public async Task LearnAsync(IDatabase database, string key, long now)
    {
        bool isFirst = !_known.TryGetValue(key, out Epoch known);
        string? found = await database.StringGetAsync(key).ConfigureAwait(false);
        if (found is null)
        {
            // Of a server that this node has never seen nothing is known to be lost.
            await database.StringSetAsync(key, New(isFirst ? 0 : now), Life, When.NotExists).ConfigureAwait(false);
            found = await database.StringGetAsync(key).ConfigureAwait(false);
        }
        else
        {
            await database.KeyExpireAsync(key, Life).ConfigureAwait(false);
        }

        if (found is null || string.Equals(found, known.Text, StringComparison.Ordinal)) return;
        if (!isFirst && LossOf(found) == 0)
        {
            // A node that came after the loss could not know of it; this one does.
            await LoseAsync(database, key, now).ConfigureAwait(false);
            return;
        }

        Take(key, found, now);
    }

    /// <summary>Tells every node that what was counted up to now is not known.</summary>
    public async Task LoseAsync(IDatabase database, string key, long now)
    {
        string lost = New(now);
        await database.StringSetAsync(key, lost, Life).ConfigureAwait(false);
        Take(key, lost, now);
    }

    /// <summary>The same of all that this node knows.</summary>
    public async Task LoseAllAsync(IDatabase database, long now)
    {
        foreach (string key in _known.Keys) await LoseAsync(database, key, now).ConfigureAwait(false);
    }

    private static string New(long lostAt) => string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}:{lostAt}");

    private static long LossOf(string text) =>
        long.TryParse(text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out long lostAt) ? lostAt : 0;

    private void Take(string key, string text, long now)
    {
        long lostAt = LossOf(text);
        _known[key] = new Epoch(text, lostAt);
        if (lostAt != 0) Interlocked.Increment(ref _losses);
        if (lostAt == 0 || now - lostAt > options.UnknownFor.Ticks) return;

        // In a cluster each slot tells of the same loss.
        if (lostAt - Interlocked.Exchange(ref _toldAt, lostAt) > TimeSpan.TicksPerMinute) RedisLog.Lost(logger, options.UnknownFor);
    }

    private readonly record struct Epoch(string Text, long LostAt);
}
