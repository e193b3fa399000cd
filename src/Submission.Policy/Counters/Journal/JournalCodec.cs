using System.Collections.Immutable;

namespace Submission.Policy.Counters.Journal;

/// <summary>How limits and blocks are written.</summary>
internal static class JournalCodec
{
    public static void Write(RecordBuffer buffer, CounterLimit limit)
    {
        buffer.Write(limit.IsDistinct ? (byte)1 : (byte)0);
        buffer.WriteCount(limit.Windows.Length);
        foreach (CounterWindow window in limit.Windows.AsSpan())
        {
            buffer.Write(window.Length.Ticks);
            buffer.Write(window.AtMost);
        }
    }

    public static CounterLimit ReadLimit(ref RecordReader reader)
    {
        bool isDistinct = reader.Octet() == 1;
        int count = reader.Count(2 * sizeof(long));
        ImmutableArray<CounterWindow>.Builder windows = ImmutableArray.CreateBuilder<CounterWindow>(count);
        for (int i = 0; i < count; i++) windows.Add(new CounterWindow(TimeSpan.FromTicks(reader.Integer()), reader.Integer()));
        try
        {
            return new CounterLimit(windows.ToImmutable(), isDistinct: isDistinct);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException("A limit in the journal is impossible.", exception);
        }
    }

    public static void Write(RecordBuffer buffer, CounterBlock block, long end)
    {
        buffer.Write((byte)JournalEvent.Block);
        buffer.Write(end);
        buffer.Write(block.Key);
        buffer.Write(block.Since.UtcTicks);
        buffer.Write(block.Until.UtcTicks);
        buffer.Write(block.Reason);
    }

    public static (CounterBlock Block, long End) ReadBlock(ref RecordReader reader)
    {
        long end = reader.Integer();
        CounterKey key = reader.Key();
        DateTimeOffset since = Moment(reader.Integer());
        DateTimeOffset until = Moment(reader.Integer());
        return (new CounterBlock(key, since, until, reader.Text()), end);
    }

    private static DateTimeOffset Moment(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
