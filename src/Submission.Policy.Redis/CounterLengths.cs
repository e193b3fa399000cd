using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace Submission.Policy.Redis;

/// <summary>The lengths that counters of a scope have followed before a limit was changed, as the server has told them. Thread-safe.</summary>
internal sealed class CounterLengths
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<long>> _byScope = new(StringComparer.Ordinal);

    public IEnumerable<long> Of(string scope) => _byScope.GetValueOrDefault(scope, []);

    public void Learn(string scope, string lengths)
    {
        long[] learned = [.. lengths.Split(',').Select(static length => long.Parse(length, CultureInfo.InvariantCulture))];
        _byScope.AddOrUpdate(scope, static (_, added) => [.. added], static (_, known, added) => known.Union(added), learned);
    }
}
