namespace Submission.Policy.Tests.Counters;

/// <summary>The suite of every store, against the durable one; and what it knows after a restart.</summary>
public static class DurableStoreTests
{
    private static DurableBench Bench() => new(new JournalDisk().Open, minimumLog: 10_000);

    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 10;
    }

    public sealed class LimitChange : LimitChangeSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 4;
    }

    public sealed class RateLimitCase : RateLimitCaseSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 4;
    }

    public sealed class RecordedMember : RecordedMemberSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 20;
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 10;
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override CounterBench Open() => Bench();

        protected override int Iterations(int full) => full / 10;
    }

    public sealed class Restart : RestartSuite
    {
        protected override DurableBench Open(long minimumLog) => new(new JournalDisk().Open, minimumLog);

        protected override void Close()
        {
        }

        protected override int Iterations(int full) => full;
    }
}
