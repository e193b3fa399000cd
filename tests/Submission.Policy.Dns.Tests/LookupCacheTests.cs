using CsCheck;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class LookupCacheTests
{
    [Fact]
    public async Task JoinAsync_AnySequence_LooksUpExactlyWhatAPlainModelWould()
    {
        // A step asks for a key (lifetime key + 1 seconds) or, if negative, moves the clock by so many half seconds.
        await Gen.Int[-4, 7].Array[0, 60].SampleAsync(async steps =>
        {
            ManualClock clock = new();
            List<int> lookedUp = [];
            LookupCache<int, int> cache = new(capacity: 100, clock, key =>
            {
                lookedUp.Add(key);
                return Task.FromResult(new Remembered<int>(key * 2, TimeSpan.FromSeconds(key + 1)));
            });
            double now = 0;
            Dictionary<int, double> expires = [];
            List<int> expected = [];
            foreach (int step in steps)
            {
                if (step < 0)
                {
                    clock.Advance(-step / 2.0);
                    now += -step / 2.0;
                    continue;
                }

                if (!expires.TryGetValue(step, out double end) || now >= end)
                {
                    expected.Add(step);
                    expires[step] = now + step + 1;
                }

                Assert.Equal(step * 2, cache.TryGet(step, out int known) ? known : await cache.JoinAsync(step));
            }

            Assert.Equal(expected, lookedUp);
        });
    }

    [Fact]
    public async Task JoinAsync_Full_KeepsAtMostItsCapacityAndWhatIsInUse()
    {
        LookupCache<int, int> cache = new(capacity: 10, new ManualClock(), key => Task.FromResult(new Remembered<int>(key, TimeSpan.FromHours(1))));
        for (int key = 0; key < 1000; key++)
        {
            await cache.JoinAsync(key);
            Assert.True(cache.TryGet(0, out _));
        }

        Assert.Equal(10, Enumerable.Range(0, 1000).Count(key => cache.TryGet(key, out _)));
    }

    [Fact]
    public async Task JoinAsync_LifetimeOfZero_IsNotRemembered()
    {
        int asked = 0;
        LookupCache<int, int> cache = new(10, new ManualClock(), _ => Task.FromResult(new Remembered<int>(++asked, TimeSpan.Zero)));
        Assert.Equal(1, await cache.JoinAsync(0));
        Assert.False(cache.TryGet(0, out _));
        Assert.Equal(2, await cache.JoinAsync(0));
    }

    [Fact]
    public async Task JoinAsync_FromManyThreads_AnswersRightAndStaysBounded()
    {
        LookupCache<int, int> cache = new(50, TimeProvider.System, async key =>
        {
            await Task.Yield();
            return new Remembered<int>(key * 3, TimeSpan.FromMinutes(1));
        });
        await Parallel.ForAsync(0, 20_000, TestContext.Current.CancellationToken, async (i, _) =>
        {
            int key = i * 31 % 200;
            Assert.Equal(key * 3, cache.TryGet(key, out int known) ? known : await cache.JoinAsync(key));
        });
        Assert.InRange(Enumerable.Range(0, 200).Count(key => cache.TryGet(key, out _)), 1, 50);
    }

    [Fact]
    public async Task JoinAsync_LookUpThrows_TellsTheCallersAndForgets()
    {
        int asked = 0;
        LookupCache<int, int> cache = new(10, TimeProvider.System, _ =>
            ++asked == 1 ? throw new InvalidOperationException("a bug") : Task.FromResult(new Remembered<int>(asked, TimeSpan.FromMinutes(1))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.JoinAsync(0));
        Assert.Equal(2, await cache.JoinAsync(0));
    }
}
