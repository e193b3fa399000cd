using CsCheck;
using Submission.Policy.Counters;
using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Tests.Counters;

/// <summary>A snapshot that is written a few counters at a time holds what was there when it began, whatever happens meanwhile.</summary>
public sealed class TableSnapshotTests
{
    private static readonly CounterLimit Amounts = CounterBench.Limit((60, 100), (3600, 1000));
    private static readonly CounterLimit Members = CounterBench.Distinct((3600, 1000));

    private enum Kind
    {
        Record,
        Member,
        Reset,
        Write,
        Sweep,
    }

    [Fact]
    public void Snapshot_ChangedMeanwhile_HoldsWhatWasThereWhenItBegan() =>
        Gen.Select(
            Gen.Int[0, 120].Array[0, 150],
            Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 160], Gen.Int[1, 3]).Array[0, 200])
        .Sample(Check, iter: 400);

    private static void Check(int[] before, (Kind Kind, int Key, int Amount)[] meanwhile)
    {
        CounterTable table = new();
        long now = TimeSpan.TicksPerDay;
        foreach (int key in before) Change(table, key % 3 == 0 ? Kind.Member : Kind.Record, key, 1, now++);
        Dictionary<string, long> expected = before.GroupBy(Text).ToDictionary(static same => same.Key, static same => same.Key.StartsWith('m') ? 1L : same.Count());

        RecordBuffer buffer = new();
        table.BeginSnapshot(buffer, now++);
        foreach ((Kind kind, int key, int amount) in meanwhile)
        {
            if (kind == Kind.Write) table.WriteNext(amount);
            else if (kind == Kind.Sweep) table.Sweep(now++);
            else Change(table, kind, key, amount, now++);
        }

        for (int slot = 0; !table.WriteNext(1); slot++) table.Warm(slot, 1);
        Assert.Equal(expected.OrderBy(static pair => pair.Key, StringComparer.Ordinal), Read(buffer, now).OrderBy(static pair => pair.Key, StringComparer.Ordinal));
    }

    private static string Text(int key) => (key % 3 == 0 ? "m" : "a") + key;

    private static void Change(CounterTable table, Kind kind, int number, int amount, long now)
    {
        bool isDistinct = kind == Kind.Member || (kind == Kind.Reset && number % 3 == 0);
        CounterKey key = new("scope", (isDistinct ? "m" : "a") + number);
        int hash = key.GetHashCode();
        if (kind == Kind.Reset)
        {
            if (table.Find(key, isDistinct, hash) is not { } found) return;
            table.BeforeChange(found, hash);
            found.Reset(now);
            return;
        }

        Counter counter = table.FindOrAdd(key, isDistinct, hash, now);
        table.BeforeChange(counter, hash);
        counter.Record(isDistinct ? new CounterCharge(key, Members, 1, $"member-{amount}") : new CounterCharge(key, Amounts, amount), at: null, now);
    }

    private static Dictionary<string, long> Read(RecordBuffer buffer, long now)
    {
        Dictionary<string, long> read = [];
        RecordReader reader = new(buffer.Content.Span);
        while (!reader.IsAtEnd)
        {
            JournalEvent kind = (JournalEvent)reader.Octet();
            CounterKey key = reader.Key();
            if (kind == JournalEvent.Members)
            {
                DistinctCounter members = new(key);
                members.Restore(ref reader);
                read.Add(key.Subject, members.Read(Members, now).Used);
            }
            else
            {
                AmountCounter amounts = new(key);
                amounts.Restore(ref reader, kind == JournalEvent.Busy);
                read.Add(key.Subject, amounts.Read(Amounts, now).Used);
            }
        }

        return read;
    }
}
