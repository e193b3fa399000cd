using System.Buffers.Binary;

namespace Submission.Policy.Counters.Journal;

/// <summary>
/// The machine's clocks at one moment, so that a process that starts later knows how much time has passed: by the time since the machine's start as long as that is
/// the same, which nobody can set; otherwise by the time of day.
/// </summary>
/// <param name="Boot">Which start of the machine; empty where that is not known.</param>
/// <param name="SinceBoot">The time since then, in ticks of 100 ns.</param>
/// <param name="Utc">The time of day, in ticks.</param>
internal readonly record struct JournalClock(Guid Boot, long SinceBoot, long Utc)
{
    public const int OctetLength = 16 + (2 * sizeof(long));

    private static readonly Guid SystemBoot = ReadBoot();

    public static JournalClock Now(TimeProvider timeProvider) => new(
        ReferenceEquals(timeProvider, TimeProvider.System) ? SystemBoot : Guid.Empty,
        timeProvider.GetElapsedTime(0).Ticks,
        timeProvider.GetUtcNow().UtcTicks);

    /// <summary>How much time has passed since an earlier moment; never less than nothing.</summary>
    public long Since(in JournalClock earlier) =>
        Math.Max(0, Boot != Guid.Empty && Boot == earlier.Boot ? SinceBoot - earlier.SinceBoot : Utc - earlier.Utc);

    public void Write(Span<byte> octets)
    {
        Boot.TryWriteBytes(octets);
        BinaryPrimitives.WriteInt64LittleEndian(octets[16..], SinceBoot);
        BinaryPrimitives.WriteInt64LittleEndian(octets[24..], Utc);
    }

    public static JournalClock Read(ref RecordReader reader) => new(new Guid(reader.Take(16)), reader.Integer(), reader.Integer());

    private static Guid ReadBoot()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id"), out Guid boot) ? boot : Guid.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Guid.Empty;
        }
    }
}
