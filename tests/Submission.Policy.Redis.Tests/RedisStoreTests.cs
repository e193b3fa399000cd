namespace Submission.Policy.Redis.Tests;

/// <summary>The suite of every store, against a real Redis.</summary>
public static class RedisStoreTests
{
    // REDIS_THOROUGH=1 tries each property eight times as often.
    private static readonly int s_factor = Environment.GetEnvironmentVariable("REDIS_THOROUGH") == "1" ? 8 : 1;

    internal static int Few(int full, int few) => Math.Min(full, few * s_factor);

    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);
    }

    public sealed class LimitChange : LimitChangeSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);
    }

    public sealed class Opening : OpeningSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);
    }

    public sealed class RateLimitCase : RateLimitCaseSuite
    {
        protected override int AtATime => 50;

        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 1);

        protected override int Crowd(int full) => full / 10;
    }

    public sealed class RecordedMember : RecordedMemberSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);

        protected override int Crowd(int full) => full / 50;
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Crowd(int full) => full / 5;
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);

        protected override int Crowd(int full) => full / 10;
    }

    public sealed class Member : MemberSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 3);

        protected override int Crowd(int full) => full / 10;
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Few(full, 1);

        protected override int Crowd(int full) => full / 4;
    }
}
