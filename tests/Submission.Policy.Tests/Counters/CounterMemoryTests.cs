using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>What counters cost. Alone, because it looks at the memory of the whole process.</summary>
[Collection(nameof(CounterMemoryTests))]
[CollectionDefinition(nameof(CounterMemoryTests), DisableParallelization = true)]
public sealed class CounterMemoryTests(ITestOutputHelper output)
{
    private static readonly CounterLimit Limit = CounterBench.Limit((60, 1_000_000), (3600, 1_000_000), (86400, 1_000_000));

    [Fact]
    public void R15_KeyWithOneEvent_ThreeWindows_TakesLessThan200Bytes()
    {
        const int Keys = 100_000;
        CounterBench bench = InMemoryStoreTests.Bench();
        bench.Use("warm-up", Limit);
        double each = MemoryOf(bench, () =>
        {
            for (int i = 0; i < Keys; i++) bench.Use($"user-{i:D6}@domena.cz", Limit);
        }) / Keys;
        output.WriteLine($"a key with one event: {each:F0} bytes, its name of 21 characters included");
        Assert.InRange(each, 0, 200);
    }

    [Fact]
    public void R15_BusiestKey_ThreeWindows_TakesLessThan24KiB()
    {
        const int Keys = 300;
        CounterBench bench = InMemoryStoreTests.Bench();
        bench.Use("warm-up", Limit);
        string[] subjects = [.. Enumerable.Range(0, Keys).Select(i => $"user-{i:D6}@domena.cz")];
        double each = MemoryOf(bench, () =>
        {
            foreach ((double pause, int count) in new[] { (86.4, 960), (3.6, 984), (0.06, 1002) })
            {
                for (int i = 0; i < count; i++)
                {
                    bench.Advance(pause);
                    foreach (string subject in subjects) bench.Record(subject, Limit, 1_000);
                }
            }
        }) / Keys;
        output.WriteLine($"the busiest key: {each:F0} bytes");
        Assert.InRange(each, 20_000, 24 * 1024);
    }

    [Fact]
    public void ReserveAndCommit_TwoKeysOfThreeWindows_AllocateNothingInSteadyState()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        ReadOnlyMemory<CounterCharge> charges = new CounterCharge[]
        {
            new(new CounterKey("rate/account", "jan.novak@domena.cz"), Limit, 1),
            new(new CounterKey("rate/client.ip", "192.0.2.1"), Limit, 1),
        };
        for (int i = 0; i < 200_000; i++) Round(bench, charges);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) Round(bench, charges);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Refusals_ReadingsAndRecords_AllocateNothing()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterLimit limit = CounterBench.Limit((60, 10), (3600, 20));
        CounterCharge charge = new(CounterBench.Key("192.0.2.1"), limit, 1);
        ReadOnlyMemory<CounterCharge> charges = new[] { charge };
        long before = 0;
        for (int i = 0; i < 2_000; i++)
        {
            if (i == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            CounterBench.Answer(bench.Store.RecordAsync(charge, CancellationToken.None));
            CounterBench.Answer(bench.Store.ReserveAsync(default, charges, CounterBench.Lifetime, CancellationToken.None));
            CounterBench.Answer(bench.Store.ReadAsync(CounterBench.Key("nobody"), limit, CancellationToken.None));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void R10_ExpiredKeys_WhileOthersAreInUse_AreFreed()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterLimit limit = CounterBench.Limit((60, 1_000_000));
        for (int i = 0; i < 50_000; i++) bench.Use($"past-{i}", limit);
        Assert.Equal(50_000, bench.KeyCount!.Value);
        bench.Advance(61);
        // Few are in use, so that most of what expired lies where nobody writes.
        for (int i = 0; i < 400_000; i++) bench.Use($"present-{i % 20}", limit);
        Assert.Equal(20, bench.KeyCount!.Value);
    }

    [Fact]
    public void LiveKeys_QuietAndBusy_AreKeptWhileOthersAreFreed()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterLimit limit = CounterBench.Limit((60, 1_000_000), (3600, 1_000_000));
        for (int i = 0; i < 300 * 20; i++)
        {
            bench.Use($"busy-{i % 300}", limit);
            bench.Time.Advance(TimeSpan.FromTicks(1));
        }

        for (int i = 0; i < 300; i++) bench.Use($"quiet-{i}", limit);
        bench.Advance(3599);
        for (int i = 0; i < 100_000; i++) bench.Use($"other-{i % 1_000}", limit);
        for (int i = 0; i < 300; i++) Assert.Equal((20L, 1L), (bench.Read($"busy-{i}", limit).Used, bench.Read($"quiet-{i}", limit).Used));
    }

    [Fact]
    public void KeysThatComeAndGo_NeverPileUp()
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterLimit limit = CounterBench.Limit((1, 1_000_000));
        long most = 0;
        for (int i = 0; i < 300_000; i++)
        {
            bench.Use($"key-{i}", limit);
            bench.Time.Advance(TimeSpan.FromMilliseconds(1));
            if (i % 5_000 == 0) most = Math.Max(most, bench.KeyCount!.Value);
        }

        output.WriteLine($"at most {most} keys in memory, of which 1,000 are live");
        Assert.InRange(most, 1_000, 4_000);
    }

    private static double MemoryOf(CounterBench bench, Action fill)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        fill();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(bench);
        return after - before;
    }

    private static void Round(CounterBench bench, ReadOnlyMemory<CounterCharge> charges)
    {
        ReservationResult result = CounterBench.Answer(bench.Store.ReserveAsync(default, charges, TimeSpan.FromMinutes(10), CancellationToken.None));
        Assert.True(bench.Commit(result.Reservation));
        bench.Time.Advance(TimeSpan.FromMilliseconds(1));
    }
}
