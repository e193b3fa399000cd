using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>The connections that lanes share, without any connection: what each lane's workers do is a test's choice.</summary>
public sealed class ConnectionBudgetTests
{
    [Fact]
    public void Lane_WhoseLastWorkerEndsWhileItWaitsForAFurtherOne_GetsTheConnectionThatIsKeptForFirstOnes()
    {
        Lanes lanes = new(count: 3, maximum: 8);
        for (int i = 0; i < 5; i++) lanes.Enqueue(0); // these hang
        lanes.Enqueue(1); // and this: six, all but those that are kept
        lanes.Enqueue(2);
        lanes.Enqueue(2); // one of those that are kept, and waits for another
        Assert.Equal((5, 1, 1), (lanes.Workers(0), lanes.Workers(1), lanes.Workers(2)));
        for (int i = 0; i < 3; i++) lanes.Step(2);
        Assert.Equal((5, 1, 0), (lanes.Workers(0), lanes.Workers(1), lanes.Workers(2)));
        lanes.Enqueue(2);
        Assert.Equal(1, lanes.Workers(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Lanes_OfMoreThanThereAreConnections_TakeTurns(int maximum)
    {
        const int Count = 6;
        Lanes lanes = new(Count, maximum);
        for (int lane = 0; lane < Count; lane++)
        {
            for (int i = 0; i < 100; i++) lanes.Enqueue(lane);
        }

        int[] turns = new int[Count];
        for (int round = 0; round < 2 * Count; round++)
        {
            for (int lane = 0; lane < Count; lane++)
            {
                if (lanes.Workers(lane) > 0) turns[lane]++;
                lanes.Step(lane);
            }

            Assert.Equal(maximum, Enumerable.Range(0, Count).Sum(lanes.Workers)); // none is taken away before its turn is over
            lanes.Pass(seconds: 30);
        }

        Assert.All(turns, static turns => Assert.InRange(turns, 1, 2 * Count));
    }

    [Fact]
    public void Lanes_WhateverTheyDo_ShareTheConnectionsAsPromised() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 14], Gen.Select(Gen.Int[0, 5], Gen.Bool, Gen.Int[1, 4]).Array[0, 150]).Sample((count, maximum, steps) =>
        {
            Lanes lanes = new(count, maximum);
            foreach ((int lane, bool isJob, int times) in steps)
            {
                for (int i = 0; i < times; i++)
                {
                    if (lane == 5) lanes.Pass(times * 10);
                    else if (isJob) lanes.Enqueue(lane % count);
                    else lanes.Step(lane % count);
                    lanes.Check();
                }
            }

            // Those that go on come to an end, whoever hangs.
            for (int lane = 1; lane < count; lane++)
            {
                for (int i = 0; i < 2000 && lanes.Workers(lane) > 0; i++) lanes.Step(lane);
                lanes.Check();
            }
        });

    /// <summary>Lanes with their workers. A worker begins a job at each step, or ends where there is none.</summary>
    private sealed class Lanes
    {
        private readonly ConnectionBudget _budget;
        private readonly FakeTimeProvider _time = new();
        private readonly DeliveryLane[] _limits;
        private readonly ActiveLane[] _lanes;
        private readonly int[] _workers;
        private readonly int[] _waiting;
        private readonly Queue<bool>[] _isAtWork;
        private readonly int _maximum;

        public Lanes(int count, int maximum)
        {
            (_maximum, _budget) = (maximum, new ConnectionBudget(maximum));
            (_workers, _waiting) = (new int[count], new int[count]);
            _isAtWork = [.. Enumerable.Range(0, count).Select(static _ => new Queue<bool>())];
            _limits = [.. Enumerable.Range(0, count).Select(static i => new DeliveryLane($"{i}.example"))];
            _lanes = [.. _limits.Select((limits, i) => new ActiveLane(limits, _budget, _ => Started(i), _time))];
        }

        public int Workers(int lane) => _workers[lane];

        public void Enqueue(int lane)
        {
            _waiting[lane]++;
            Assert.True(_lanes[lane].Enqueue(Jobs.For(_limits[lane])));
        }

        public void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

        public void Step(int lane)
        {
            if (!_isAtWork[lane].TryDequeue(out _)) return;
            if (_lanes[lane].Next() is null)
            {
                _workers[lane]--;
                _budget.Release();
            }
            else
            {
                _waiting[lane]--;
                _isAtWork[lane].Enqueue(true);
            }
        }

        public void Check()
        {
            int shared = _maximum - (_maximum / 4);
            Assert.Equal(_workers.Sum(), _budget.Used);
            Assert.InRange(_budget.Used, 0, _maximum);
            Assert.InRange(_workers.Sum(static workers => Math.Max(0, workers - 1)), 0, shared);
            for (int lane = 0; lane < _lanes.Length; lane++)
            {
                Assert.InRange(_workers[lane], 0, 5);
                if (_waiting[lane] == 0) continue;
                if (_workers[lane] == 0) Assert.Equal(_maximum, _budget.Used);
                else if (_workers[lane] < 5 && _isAtWork[lane].All(static isAtWork => isAtWork)) Assert.InRange(_budget.Used, shared, _maximum);
            }
        }

        private void Started(int lane)
        {
            _workers[lane]++;
            _isAtWork[lane].Enqueue(false);
        }
    }
}
