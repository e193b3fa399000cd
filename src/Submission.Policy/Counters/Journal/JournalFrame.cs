using System.Buffers.Binary;
using System.Numerics;

namespace Submission.Policy.Counters.Journal;

/// <summary>
/// What stands around the content of every record: who wrote it and when, and a checksum, so that a record that is not as it was written is never believed.
/// </summary>
/// <param name="Round">The record's round, as in <see cref="CounterJournalRecord"/>.</param>
/// <param name="Number">The record's number.</param>
/// <param name="Generation">How often the journal had been opened when it was written.</param>
/// <param name="Moment">The moment of the store.</param>
/// <param name="Clock">The machine's clock at that moment.</param>
internal readonly record struct JournalFrame(long Round, long Number, long Generation, long Moment, JournalClock Clock)
{
    /// <summary>The number of the record that makes a snapshot whole.</summary>
    public const long EndOfRound = InMemoryCounterStore.SnapshotParts + 1;

    private const long Magic = 0x314C4E524A435053;
    private const int HeadLength = (5 * sizeof(long)) + JournalClock.OctetLength;
    private const int ChecksumLength = sizeof(long);

    /// <summary>Begins a record, to which its content is added then.</summary>
    public static void Begin(RecordBuffer buffer)
    {
        buffer.Clear();
        buffer.Skip(HeadLength);
    }

    /// <summary>Whether a record that was begun has no content yet.</summary>
    public static bool IsEmpty(RecordBuffer buffer) => buffer.Length == HeadLength;

    /// <summary>Ends a record that was begun.</summary>
    public void End(RecordBuffer buffer)
    {
        Span<byte> head = buffer.Written[..HeadLength];
        BinaryPrimitives.WriteInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], Round);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], Moment);
        Clock.Write(head[40..]);
        buffer.Write((long)Checksum(buffer.Content.Span));
    }

    /// <summary>Reads what stands around a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="frame">What stands around it.</param>
    /// <param name="content">What it tells.</param>
    /// <returns>Whether it is as it was written.</returns>
    public static bool TryRead(in CounterJournalRecord record, out JournalFrame frame, out ReadOnlyMemory<byte> content)
    {
        frame = default;
        content = default;
        if (record.Content.Length < HeadLength + ChecksumLength) return false;
        ReadOnlyMemory<byte> octets = record.Content[..^ChecksumLength];
        if (new RecordReader(record.Content.Span[^ChecksumLength..]).Integer() != Checksum(octets.Span)) return false;
        RecordReader reader = new(octets.Span);
        if (reader.Integer() != Magic) return false;
        frame = new JournalFrame(reader.Integer(), reader.Integer(), reader.Integer(), reader.Integer(), JournalClock.Read(ref reader));
        content = octets[HeadLength..];
        return frame.Round == record.Round && frame.Number == record.Number;
    }

    private static uint Checksum(ReadOnlySpan<byte> octets)
    {
        uint sum = ~0u;
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..]) sum = BitOperations.Crc32C(sum, BitConverter.ToUInt64(octets));
        foreach (byte octet in octets) sum = BitOperations.Crc32C(sum, octet);
        return ~sum;
    }
}
