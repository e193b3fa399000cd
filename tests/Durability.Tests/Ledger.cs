using System.Collections.Concurrent;

namespace Durability.Tests;

/// <summary>What the clients know of each message, against what has arrived. Thread-safe.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<long, SubmissionFate> _fates = new();

    public void Note(long number, SubmissionFate fate) => _fates[number] = fate;

    public int Count(SubmissionFate fate) => _fates.Count(pair => pair.Value == fate);

    /// <summary>Those that were accepted and have not arrived.</summary>
    public long[] Missing(CountingSink sink) => [.. _fates.Where(pair => pair.Value == SubmissionFate.Accepted && sink.CopiesOf(pair.Key) == 0).Select(static pair => pair.Key).Order()];

    /// <summary>Those that were refused and have arrived all the same.</summary>
    public long[] Unwanted(CountingSink sink) => [.. _fates.Where(pair => pair.Value == SubmissionFate.Refused && sink.CopiesOf(pair.Key) > 0).Select(static pair => pair.Key).Order()];

    /// <summary>How many copies have arrived beyond the first of each message.</summary>
    public int Duplicates(CountingSink sink) => _fates.Keys.Sum(number => Math.Max(0, sink.CopiesOf(number) - 1));

    /// <summary>How many have arrived of which no client knows.</summary>
    public int ArrivedUnknown(CountingSink sink) => _fates.Count(pair => pair.Value == SubmissionFate.Unknown && sink.CopiesOf(pair.Key) > 0);
}
