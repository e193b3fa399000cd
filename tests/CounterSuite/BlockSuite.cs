using CsCheck;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;
using Xunit;

namespace Submission.Tests.Counters;

public abstract class BlockSuite : CounterSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void AllCalls_InAnyOrder_AgreeWithTheModel() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 5], Gen.Frequency((3, Gen.Long[-50, 500]), (1, Gen.Long[0, 20])), Gen.Long[0, 120]).Array[10, 200].Sample(Run, iter: Iterations(2_000));

    [Fact]
    public void Block_UntilItsEnd_StandsToTheTick()
    {
        CounterBench bench = NewBench();
        CounterBlock block = bench.Block("a", Hour);
        bench.Time.Advance(Hour - TimeSpan.FromTicks(1));
        Assert.Equal(block, bench.FindBlock("a").Value);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        Assert.True(bench.FindBlock("a").IsAbsent);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public void Block_WhenTheMachinesClockIsSet_LastsItsTime(int days)
    {
        CounterBench bench = NewBench();
        bench.Block("a", Hour);
        bench.Time.SetClock(TimeSpan.FromDays(days));
        bench.Time.Advance(Hour - TimeSpan.FromTicks(1));
        Assert.True(bench.FindBlock("a").IsFound);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        Assert.True(bench.FindBlock("a").IsAbsent);
    }

    [Fact]
    public void Block_OfTwo_TheOneThatEndsLaterStays()
    {
        CounterBench bench = NewBench();
        CounterBlock longer = bench.Block("a", 2 * Hour);
        bench.Block("a", Hour);
        Assert.Equal(longer, bench.FindBlock("a").Value);
        CounterBlock longest = bench.Block("a", 3 * Hour);
        Assert.Equal(longest, Assert.Single(bench.Blocks()));
    }

    [Fact]
    public void Lift_EndsTheBlock()
    {
        CounterBench bench = NewBench();
        bench.Block("a", Hour);
        Assert.True(bench.Lift("a"));
        Assert.False(bench.Lift("a"));
        Assert.True(bench.FindBlock("a").IsAbsent);
        bench.Block("a", Hour);
        Assert.True(bench.FindBlock("a").IsFound);
    }

    [Fact]
    public async Task AllCalls_InParallel_LoseNoBlock()
    {
        CounterBench bench = NewBench();
        int each = Crowd(2_000);
        await Parallel.ForAsync(0, 8, async (worker, _) =>
        {
            for (int i = 0; i < each; i++)
            {
                bench.Block($"subject-{worker}-{i}", Hour + TimeSpan.FromTicks(i));
                Assert.True(bench.FindBlock($"subject-{worker}-{i}").IsFound);
                if (i % 2 == 0) Assert.True(bench.Lift($"subject-{worker}-{i}"));
            }

            await ValueTask.CompletedTask;
        });
        Assert.Equal(4 * each, bench.Blocks().Length);
    }

    private void Run((int Kind, int Subject, long Length, long Pause)[] steps)
    {
        CounterBench bench = NewBench();
        long now = 0;
        Dictionary<string, (long End, CounterBlock Block)> model = [];
        foreach ((int kind, int number, long length, long pause) in steps)
        {
            string subject = $"subject-{number}";
            switch (kind)
            {
                case 0 or 1 or 2:
                    CounterBlock block = bench.Block(subject, TimeSpan.FromTicks(length));
                    if (length > 0 && (!IsBlocked(subject) || model[subject].End < now + length)) model[subject] = (now + length, block);
                    break;
                case 3:
                    Assert.Equal(IsBlocked(subject), bench.Lift(subject));
                    model.Remove(subject);
                    break;
                case 4:
                    Assert.Equal(
                        model.Where(pair => IsBlocked(pair.Key)).OrderBy(pair => pair.Value.End).Select(pair => pair.Value.End),
                        bench.Blocks().Select(found => model[found.Key.Subject].End));
                    break;
                default:
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    now += pause;
                    break;
            }

            LookupResult<CounterBlock> answer = bench.FindBlock(subject);
            Assert.Equal(IsBlocked(subject), answer.IsFound);
            if (answer.IsFound) Assert.Equal(model[subject].Block, answer.Value);
        }

        bool IsBlocked(string subject) => model.TryGetValue(subject, out (long End, CounterBlock Block) found) && now < found.End;
    }
}
