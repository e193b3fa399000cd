using Google.Protobuf.WellKnownTypes;

namespace Submission.Policy.Client.Mapping;

/// <summary>Moments and lengths of time. What .NET cannot hold becomes the nearest that it can.</summary>
internal static class WireTime
{
    private const int NanosecondsPerTick = 100;

    public static DateTimeOffset Moment(Timestamp? wire)
    {
        if (wire is null || wire.Seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()) return DateTimeOffset.MinValue;
        if (wire.Seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return DateTimeOffset.MaxValue;
        return DateTimeOffset.FromUnixTimeSeconds(wire.Seconds).AddTicks(Ticks(wire.Nanos, 0));
    }

    public static DateTimeOffset? MomentOrNull(Timestamp? wire) => wire is null ? null : Moment(wire);

    public static TimeSpan Length(Duration? wire)
    {
        if (wire is null) return TimeSpan.Zero;
        long most = (long)TimeSpan.MaxValue.TotalSeconds - 1;
        if (wire.Seconds > most) return TimeSpan.MaxValue;
        if (wire.Seconds < -most) return TimeSpan.MinValue;
        return new TimeSpan((wire.Seconds * TimeSpan.TicksPerSecond) + Ticks(wire.Nanos, -TimeSpan.TicksPerSecond));
    }

    private static long Ticks(int nanoseconds, long least) => Math.Clamp(nanoseconds / NanosecondsPerTick, least, TimeSpan.TicksPerSecond - 1);
}
