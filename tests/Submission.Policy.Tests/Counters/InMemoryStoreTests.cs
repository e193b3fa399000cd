using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>The suite of every store, against the one in memory.</summary>
public static class InMemoryStoreTests
{
    internal static CounterBench Bench()
    {
        VirtualTime time = new();
        return new CounterBench(time, new InMemoryCounterStore(time));
    }

    public sealed class Model : ModelSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class LimitChange : LimitChangeSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Opening : OpeningSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class RateLimitCase : RateLimitCaseSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class RecordedMember : RecordedMemberSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Reservation : ReservationSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Block : BlockSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Member : MemberSuite
    {
        protected override CounterBench Open() => Bench();
    }

    public sealed class Parallel : ParallelSuite
    {
        protected override CounterBench Open() => Bench();
    }
}
