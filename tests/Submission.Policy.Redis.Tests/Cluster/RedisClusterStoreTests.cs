namespace Submission.Policy.Redis.Tests.Cluster;

/// <summary>The suite of every store against a real Redis Cluster, as far as it is about several subjects: one call for each. What one subject's counter does is the same script as on one server.</summary>
public static class RedisClusterStoreTests
{
    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Crowd(int full) => full / 10;
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);

        protected override int Crowd(int full) => full / 40;
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override bool IsWhole => false;

        protected override int Crowd(int full) => full / 10;

        protected override CounterBench Open() => RedisBench.NewInCluster();

        protected override int Iterations(int full) => RedisStoreTests.Few(full, 1);
    }
}
