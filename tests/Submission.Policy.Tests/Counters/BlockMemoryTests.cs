using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>What blocks cost in memory.</summary>
public sealed class BlockMemoryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Blocks_WithoutEnd_StayBounded()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        for (int i = 0; i < 100_010; i++) bench.Block($"subject-{i}", Hour + TimeSpan.FromTicks(i));
        Assert.Equal(100_000, bench.Blocks().Length);
        Assert.True(bench.FindBlock("subject-9").IsAbsent);
        Assert.True(bench.FindBlock("subject-10").IsFound);
    }

    [Fact]
    public void Find_WhereNobodyIsBlockedAndWhereSomebodyElseIs_AllocatesNothing()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterKey key = CounterBench.Key("192.0.2.1");
        long before = 0;
        for (int i = 0; i < 4_000; i++)
        {
            if (i == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            if (i == 2_000)
            {
                long alone = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.Equal(0, alone);
                bench.Block("192.0.2.2", Hour);
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            CounterBench.Answer(bench.Store.FindBlockAsync(key, CancellationToken.None));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
