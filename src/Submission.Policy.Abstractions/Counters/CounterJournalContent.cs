using System.Collections.Immutable;

namespace Submission.Policy.Counters;

/// <summary>One record of a journal. Immutable as long as its content is.</summary>
/// <param name="Round">0 for a record of the log; otherwise the snapshot that it is a part of.</param>
/// <param name="Number">Its number in the log, from 1 on without gaps; or which part it is.</param>
/// <param name="Content">What the store has written.</param>
public readonly record struct CounterJournalRecord(long Round, long Number, ReadOnlyMemory<byte> Content);

/// <summary>A change of a journal.</summary>
/// <param name="Added">The records to add; one with the same round and number is replaced.</param>
/// <param name="CompletedRound">The snapshot that is whole with this change, so that the parts of all others go; 0 for none.</param>
/// <param name="CoveredLog">The last record of the log that goes, where a snapshot is whole.</param>
public sealed record CounterJournalChange(IReadOnlyList<CounterJournalRecord> Added, long CompletedRound = 0, long CoveredLog = 0);

/// <summary>What a journal holds. Immutable.</summary>
/// <param name="Records">What could be read.</param>
/// <param name="LastNumber">The last record of the log that was ever written, as far as is known apart from the records themselves; 0 where it is not.</param>
/// <param name="Damage">What could not be read, in words for operators; <see langword="null"/> where nothing is known to be damaged.</param>
public sealed record CounterJournalContent(ImmutableArray<CounterJournalRecord> Records, long LastNumber, string? Damage);
