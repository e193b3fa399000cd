namespace Submission.Policy.Redis.Tests.Cluster;

/// <summary>The suite of every store, against a real Redis Cluster: one call for each subject.</summary>
public static class RedisClusterStoreTests
{
    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }

    public sealed class LimitChange : LimitChangeSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }

    public sealed class RateLimitCase : RateLimitCaseSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }

    public sealed class Member : MemberSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);

        protected override int Crowd(int full) => full / 100;
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }
}
