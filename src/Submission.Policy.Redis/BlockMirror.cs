using System.Collections.Immutable;
using System.Globalization;
using StackExchange.Redis;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Redis;

/// <summary>The blocks of all nodes, and a copy of them in memory, which every message is asked for. Thread-safe; readers take no lock.</summary>
internal sealed class BlockMirror(RedisConnection connection, CounterLengths lengths)
{
    private const char Separator = '\u001f';

    private readonly Lock _gate = new();
    private volatile Snapshot? _snapshot;
    private long _lastChange;
    private int _losses;

    // What an emptied server was to be told of and has not taken.
    private volatile ImmutableHashSet<CounterKey> _untold = [];

    public LookupResult<CounterBlock> Find(in CounterKey key)
    {
        if (_snapshot is not { } snapshot) return LookupResult<CounterBlock>.Unavailable("the blocks have not been read yet");
        return snapshot.Blocks.TryGetValue(key, out Standing standing) && connection.Now() < standing.End
            ? LookupResult<CounterBlock>.Found(standing.Block)
            : LookupResult<CounterBlock>.Absent("not blocked");
    }

    public ImmutableArray<CounterBlock> All()
    {
        long now = connection.Now();
        return _snapshot is { } snapshot
            ? [.. snapshot.Blocks.Values.Where(standing => now < standing.End).OrderBy(static standing => standing.End).Select(static standing => standing.Block)]
            : [];
    }

    public async Task<bool> AddAsync(CounterBlock block)
    {
        string text = string.Join(
            Separator, block.Since.UtcTicks.ToString(CultureInfo.InvariantCulture), block.Until.UtcTicks.ToString(CultureInfo.InvariantCulture), block.Reason);
        long length = connection.FromUtc(block.Until) - connection.Now();
        RedisResult[]? reply = await RunAsync(call => call.Add(NameOf(block.Key)).Add(length).Add(text), "add").ConfigureAwait(false);
        if (reply is not null && (long)reply[1] == 1) Change(reply, blocks => blocks.SetItem(block.Key, new Standing(block, (long)reply[2] + length)));
        return reply is not null;
    }

    public async Task<bool> LiftAsync(CounterKey key)
    {
        RedisResult[]? reply = await RunAsync(call => call.Add(NameOf(key)), "lift").ConfigureAwait(false);
        if (reply is null || (long)reply[1] != 1) return false;
        Change(reply, blocks => blocks.Remove(key));
        return true;
    }

    /// <summary>Reads the blocks anew where they have changed.</summary>
    /// <returns>Whether the server has answered.</returns>
    public async Task<bool> RefreshAsync()
    {
        // After a loss all are asked for, changed or not, until the server has taken what it had lost.
        string version = connection.Losses == Volatile.Read(ref _losses) && _untold.IsEmpty && _snapshot is { } snapshot ? snapshot.Version : "none";
        long known = Interlocked.Read(ref _lastChange);
        RedisResult[]? reply = await RunAsync(call => call.Add(version), "read").ConfigureAwait(false);
        if (reply is null) return false;
        connection.NoteTime((long)reply[2]);
        foreach (CounterBlock block in Take(reply, known))
        {
            if (await AddAsync(block).ConfigureAwait(false)) continue;
            lock (_gate) _untold = _untold.Add(block.Key);
        }

        return true;
    }

    private static string NameOf(in CounterKey key) => $"{key.Scope}{Separator}{key.Subject}";

    private Task<RedisResult[]?> RunAsync(Action<ScriptCall> add, string kind) => connection.RunAsync(RedisScript.Block, () =>
    {
        ScriptCall call = connection.Call(lengths, null).Add(kind).AddKey("{blocks}").AddKey("{blocks}:ends").AddKey("{blocks}:version");
        add(call);
        return call;
    });

    // This node's own change is seen at once; the version stays, so that the next look brings those of the others too.
    private void Change(RedisResult[] reply, Func<ImmutableDictionary<CounterKey, Standing>, ImmutableDictionary<CounterKey, Standing>> change)
    {
        lock (_gate)
        {
            long number = (long)reply[3];
            _lastChange = Math.Max(_lastChange, number);
            if (_snapshot is not { } snapshot) return;

            // What was read after the change holds it, and also what came after that.
            if (connection.Losses == _losses && number <= long.Parse(snapshot.Version, CultureInfo.InvariantCulture)) return;
            _snapshot = snapshot with { Blocks = change(snapshot.Blocks) };
        }
    }

    /// <param name="reply">What was read.</param>
    /// <param name="asked">The last change of this node when it asked.</param>
    /// <returns>The blocks that the server has lost and this node still knows.</returns>
    private List<CounterBlock> Take(RedisResult[] reply, long asked)
    {
        string version = (string)reply[3]!;
        lock (_gate)
        {
            int losses = connection.Losses;
            bool isEmptied = losses != _losses;
            _losses = losses;
            if (!isEmptied && _untold.IsEmpty && string.Equals(version, _snapshot?.Version, StringComparison.Ordinal)) return [];

            // A server that lacks a change that was made before it was asked has lost it; without that, a change has overtaken the answer, and the next one will have it.
            isEmptied |= _snapshot is not null && (long)reply[3] < asked;
            if (!isEmptied && (long)reply[3] < _lastChange) return [];
            ImmutableDictionary<CounterKey, Standing>.Builder blocks = ImmutableDictionary.CreateBuilder<CounterKey, Standing>();
            for (int i = 4; i + 2 < reply.Length; i += 3)
            {
                if (Read((string)reply[i]!, (string?)reply[i + 2], (long)(double)reply[i + 1]) is { } standing) blocks[standing.Block.Key] = standing;
            }

            List<CounterBlock> lost = [];
            long now = connection.Now();
            foreach (Standing standing in _snapshot?.Blocks.Values ?? [])
            {
                if (!isEmptied && !_untold.Contains(standing.Block.Key)) continue;
                if (standing.End <= now || !blocks.TryAdd(standing.Block.Key, standing)) continue;
                lost.Add(standing.Block);
            }

            _untold = [];
            _snapshot = new Snapshot(version, blocks.ToImmutable());
            _lastChange = (long)reply[3];
            return lost;
        }
    }

    private static Standing? Read(string name, string? text, long end)
    {
        string[] key = name.Split(Separator, 2);
        string[] told = text?.Split(Separator, 3) ?? [];
        if (key.Length < 2 || told.Length < 3) return null;
        DateTimeOffset since = new(long.Parse(told[0], CultureInfo.InvariantCulture), TimeSpan.Zero);
        DateTimeOffset until = new(long.Parse(told[1], CultureInfo.InvariantCulture), TimeSpan.Zero);
        return new Standing(new CounterBlock(new CounterKey(key[0], key[1]), since, until, told[2]), end);
    }

    private sealed record Snapshot(string Version, ImmutableDictionary<CounterKey, Standing> Blocks);

    private readonly record struct Standing(CounterBlock Block, long End);
}
