namespace Submission.Policy.Counters.Journal;

/// <summary>Lets what a section of the log tells happen again.</summary>
internal static class JournalEvents
{
    /// <exception cref="InvalidDataException">The section tells what is impossible.</exception>
    public static void Repeat(InMemoryCounterStore store, ReadOnlySpan<byte> section)
    {
        CounterLimit?[] limits = new CounterLimit?[JournalSection.MaximumLimits];
        RecordReader reader = new(section);
        while (!reader.IsAtEnd)
        {
            JournalEvent kind = (JournalEvent)reader.Octet();
            switch (kind)
            {
                case JournalEvent.Limit:
                    byte index = reader.Octet();
                    if (index >= limits.Length) throw new InvalidDataException("The journal's log has a limit too many.");
                    limits[index] = JournalCodec.ReadLimit(ref reader);
                    break;
                case JournalEvent.Charge or JournalEvent.Member or JournalEvent.MemberAt:
                    RepeatCharge(store, ref reader, kind, limits);
                    break;
                case JournalEvent.Withdrawal or JournalEvent.Reset:
                    long now = reader.Integer();
                    CounterKey key = reader.Key();
                    store.RepeatForgetting(key, kind == JournalEvent.Withdrawal ? reader.Text() : null, now);
                    break;
                case JournalEvent.Block:
                    (CounterBlock block, long end) = JournalCodec.ReadBlock(ref reader);
                    store.RepeatBlock(block, end);
                    break;
                case JournalEvent.Lift:
                    store.RepeatLift(reader.Key());
                    break;
                default:
                    throw new InvalidDataException("The journal's log tells something unknown.");
            }
        }
    }

    private static void RepeatCharge(InMemoryCounterStore store, ref RecordReader reader, JournalEvent kind, CounterLimit?[] limits)
    {
        byte index = reader.Octet();
        if (index >= limits.Length || limits[index] is not { } limit) throw new InvalidDataException("The journal's log tells of an unknown limit.");
        long now = reader.Integer();
        CounterKey key = reader.Key();
        bool isAmount = kind == JournalEvent.Charge;
        if (limit.IsDistinct == isAmount) throw new InvalidDataException("The journal's log tells of the wrong limit.");
        long amount = isAmount ? Math.Max(1, reader.Count()) : 1;
        string? member = isAmount ? null : reader.Text();
        long? at = kind == JournalEvent.MemberAt ? reader.Integer() : null;
        store.Repeat(new CounterCharge(key, limit, amount, member), at, now);
    }
}
