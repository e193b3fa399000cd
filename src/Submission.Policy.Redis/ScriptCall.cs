using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis;

/// <summary>
/// The keys and arguments of one call. Every key that a script touches is among its keys; those of one subject, and the epoch that they are of, fall into one slot of a cluster. Not thread-safe.
/// </summary>
internal sealed class ScriptCall(string prefix, CounterLengths lengths, string epochKey)
{
    public string EpochKey { get; } = epochKey;

    public List<RedisKey> Keys { get; } = [];

    public List<RedisValue> Arguments { get; } = [];

    /// <summary>What the names of a subject's keys begin with: the hash tag, which says in which slot of a cluster they are.</summary>
    public static string TagOf(string subject) => $"{{s={subject}}}";

    public ScriptCall Add(RedisValue argument)
    {
        Arguments.Add(argument);
        return this;
    }

    public ScriptCall AddKey(string name)
    {
        Keys.Add(prefix + name);
        return this;
    }

    /// <summary>Names a counter, with the lists of every length that it may follow.</summary>
    public ScriptCall AddCounter(in CounterKey key, CounterLimit? limit, bool isDistinct)
    {
        string name = $"{prefix}{TagOf(key.Subject)}:{key.Scope}:{(isDistinct ? 'd' : 'a')}";
        Keys.Add(name);
        Keys.Add(name + ":p");
        Arguments.Add(isDistinct ? "d" : "a");
        if (isDistinct)
        {
            Arguments.Add(0);
            Keys.Add(name + ":m");
            return this;
        }

        SortedSet<long> all = [.. lengths.Of(key.Scope)];
        if (limit is not null) all.UnionWith(limit.Windows.Select(static window => window.Length.Ticks));
        Arguments.Add(all.Count);
        foreach (long length in all)
        {
            Arguments.Add(length);
            Keys.Add($"{name}:{length}");
        }

        return this;
    }

    /// <summary>Names a counter of nobody, in the slot of the epoch. A new one each time: from one that is there something may have to be removed, and a server without room takes a write after that.</summary>
    public ScriptCall AddTrialCounter(string trial)
    {
        string name = $"{EpochKey[..^"epoch".Length]}trial:{trial}";
        Keys.Add(name);
        Keys.Add(name + ":p");
        return Add("a").Add(0);
    }

    public ScriptCall AddLimit(CounterLimit limit)
    {
        Arguments.Add(limit.AtOnce ?? -1);
        Arguments.Add(limit.Windows.Length);
        foreach (CounterWindow window in limit.Windows.AsSpan())
        {
            Arguments.Add(window.Length.Ticks);
            Arguments.Add(window.AtMost);
        }

        return this;
    }
}
