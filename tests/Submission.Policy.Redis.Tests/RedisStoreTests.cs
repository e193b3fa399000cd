namespace Submission.Policy.Redis.Tests;

/// <summary>The suite of every store, against a real Redis.</summary>
public static class RedisStoreTests
{
    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 20);
    }

    public sealed class LimitChange : LimitChangeSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 10);
    }

    public sealed class Opening : OpeningSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 20);
    }

    public sealed class RateLimitCase : RateLimitCaseSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 3);
    }

    public sealed class RecordedMember : RecordedMemberSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 20);
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => RedisBench.New();
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 20);
    }

    public sealed class Member : MemberSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 20);
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override CounterBench Open() => RedisBench.New();

        protected override int Iterations(int full) => Math.Min(full, 5);
    }
}
