using Submission.Gateway.Routing;

namespace Submission.Gateway.Delivery;

/// <summary>A lane at work: the jobs that wait for it, its workers, and what it bears. Thread-safe.</summary>
internal sealed class ActiveLane : IDisposable
{
    // How long a lane with one connection keeps it where others have none.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<DeliveryJob> _jobs = new();
    private readonly Dictionary<long, DeliveryJob> _shared = [];
    private readonly LaneConcurrency _concurrency;
    private readonly LanePace _pace;
    private readonly ConnectionBudget _budget;
    private readonly Action<ActiveLane> _startWorker;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _workers;
    private int _claimed;
    private int _rests;
    private long _turnSince;
    private long _closedUntil = long.MinValue;
    private DateTimeOffset _restsSince;
    private bool _waitsForFirst;
    private bool _waitsForFurther;
    private bool _isStopped;

    public ActiveLane(DeliveryLane limits, ConnectionBudget budget, Action<ActiveLane> startWorker, TimeProvider time)
    {
        Limits = limits;
        _concurrency = new LaneConcurrency(limits);
        _pace = new LanePace(time);
        _budget = budget;
        _startWorker = startWorker;
        _time = time;
        LastUsed = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((ActiveLane)state!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name => Limits.Name;

    public DeliveryLane Limits { get; private set; }

    /// <summary>What made it rest; <see langword="null"/> where it does not.</summary>
    public RecipientOutcome? RestReason { get; private set; }

    /// <summary>Whether the queue holds more for it than could be claimed.</summary>
    public bool WantsClaims { get; set; }

    public long LastUsed { get; private set; }

    /// <summary>How many connections it may have now.</summary>
    public int Allowed
    {
        get
        {
            lock (_gate) return _concurrency.Allowed;
        }
    }

    /// <summary>How long it still rests; zero where it does not.</summary>
    public TimeSpan Rest
    {
        get
        {
            long until = Volatile.Read(ref _closedUntil);
            if (until == long.MinValue) return TimeSpan.Zero;
            TimeSpan rest = _time.GetElapsedTime(_time.GetTimestamp(), until);
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <summary>Whether nothing would be lost with it.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate) return _workers == 0 && _jobs.Count == 0 && !_waitsForFirst && !_waitsForFurther && Volatile.Read(ref _claimed) == 0 && Rest == TimeSpan.Zero;
        }
    }

    /// <summary>How many more deliveries may be claimed for it.</summary>
    /// <param name="ofDestination">How many are claimed of the destination, of which some may not have come to the lane yet.</param>
    public int ClaimRoom(int ofDestination)
    {
        lock (_gate)
        {
            int bound = Math.Max(4, 4 * _concurrency.Allowed);
            if (Limits.MessagesPerMinute is { } perMinute) bound = Math.Min(bound, Math.Max(1, perMinute / 6));
            // Said before it is counted: a claim that ends in between is counted, or sees it. What another destination of the lane wants stays said.
            bool wasWanted = WantsClaims;
            WantsClaims = true;
            Interlocked.MemoryBarrier();
            int room = bound - Math.Max(Volatile.Read(ref _claimed), ofDestination);
            WantsClaims = room <= 0 || wasWanted;
            return Math.Max(0, room);
        }
    }

    /// <summary>Whether a message that was just accepted may go to it at once.</summary>
    public bool TakesDirect()
    {
        if (Rest > TimeSpan.Zero) return false;
        lock (_gate)
        {
            int bound = Limits.MessagesPerMinute is not null || !_concurrency.IsProven ? 4 * _concurrency.Allowed : 50 * Limits.MaximumConnections;
            return Volatile.Read(ref _claimed) < bound;
        }
    }

    public void Claimed() => Interlocked.Increment(ref _claimed);

    /// <summary>A claim has ended.</summary>
    /// <returns>Whether the queue holds more, and there is room for it.</returns>
    public bool Unclaimed()
    {
        int left = Interlocked.Decrement(ref _claimed);
        if (!WantsClaims || left > 2 * Allowed) return false;
        WantsClaims = false;
        return true;
    }

    /// <summary>Takes a job.</summary>
    /// <returns>Whether it will be tried; not so while the lane rests or is stopped.</returns>
    public bool Enqueue(DeliveryJob job)
    {
        lock (_gate)
        {
            if (_isStopped || Rest > TimeSpan.Zero) return false;
            LastUsed = _time.GetTimestamp();
            if (!ReferenceEquals(Limits, job.Route.Lane) && Limits != job.Route.Lane)
            {
                Limits = job.Route.Lane;
                _concurrency.Use(Limits);
            }

            if (job.Message.Deliveries > 1)
            {
                if (_shared.TryGetValue(job.Message.Number, out DeliveryJob? waiting) && waiting.CanTake(job))
                {
                    waiting.Claims.AddRange(job.Claims);
                    job.Body?.Release();
                    return true;
                }

                _shared[job.Message.Number] = job;
            }

            _jobs.Enqueue(job);
            Start();
            return true;
        }
    }

    /// <summary>The next job for a worker; without one the worker ends and gives its connection back.</summary>
    public DeliveryJob? Next()
    {
        lock (_gate)
        {
            TimeSpan wait = TimeSpan.Zero;
            if (_jobs.Count > 0 && _workers <= _concurrency.Allowed && !MustYield() && _pace.TryTake(Limits.MessagesPerMinute, out wait))
            {
                DeliveryJob job = _jobs.Dequeue();
                if (_shared.Count > 0 && _shared.TryGetValue(job.Message.Number, out DeliveryJob? same) && ReferenceEquals(same, job)) _shared.Remove(job.Message.Number);
                Start();
                return job;
            }

            _workers--;
            if (wait > TimeSpan.Zero) _timer.Change(wait, Timeout.InfiniteTimeSpan);
            else Start(); // where its turn is over, it waits behind the others
            return null;
        }
    }

    /// <summary>A connection was found for the lane.</summary>
    /// <param name="isFirst">Whether the lane had none when it asked.</param>
    /// <returns>Whether it is used.</returns>
    public bool Grant(bool isFirst)
    {
        lock (_gate)
        {
            if (isFirst) _waitsForFirst = false;
            else _waitsForFurther = false;
            // One that is kept for lanes without any is not for a lane that has come to one meanwhile.
            bool isUsed = _jobs.Count > 0 && _workers < _concurrency.Allowed && !(isFirst && _workers > 0);
            if (isUsed) Begin();
            Start();
            return isUsed;
        }
    }

    /// <summary>Takes what an attempt has shown.</summary>
    /// <param name="signal">What it has shown.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="queueTime">The queue's clock now.</param>
    /// <param name="schedule">How long lanes rest.</param>
    /// <returns>The jobs that must go back, as the lane rests now; otherwise none.</returns>
    public IReadOnlyList<DeliveryJob> Signal(LaneSignal signal, RecipientOutcome? outcome, DateTimeOffset queueTime, RetrySchedule schedule)
    {
        lock (_gate)
        {
            if (signal == LaneSignal.Good)
            {
                _concurrency.Succeeded();
                if (_rests > 0) (_rests, RestReason) = (0, null);
                return [];
            }

            if (signal == LaneSignal.None || !_concurrency.Failed(signal) || Rest > TimeSpan.Zero) return [];
            _concurrency.Rest();
            RestReason = outcome;
            _restsSince = queueTime;
            TimeSpan rest = schedule.LaneDelay(++_rests);
            Volatile.Write(ref _closedUntil, _time.GetTimestamp() + (long)(rest.TotalSeconds * _time.TimestampFrequency));
            return Drain();
        }
    }

    /// <summary>Ends a rest before its time, for an operator who asked for a delivery after it began. One that began later, perhaps by that very delivery, goes on.</summary>
    /// <param name="askedAt">When the operator asked, by the queue's clock, as the beginning of the rest: no delay between the queue and the lane can turn the two around.</param>
    public void EndRest(DateTimeOffset askedAt)
    {
        lock (_gate)
        {
            if (Rest > TimeSpan.Zero && askedAt >= _restsSince) Volatile.Write(ref _closedUntil, long.MinValue);
        }
    }

    /// <summary>Takes no more jobs, and gives back those that no worker has.</summary>
    public IReadOnlyList<DeliveryJob> Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            return Drain();
        }
    }

    /// <summary>Stops it where it is idle.</summary>
    public bool TryRetire()
    {
        lock (_gate) return IsIdle && (_isStopped = true);
    }

    public void Dispose() => _timer.Dispose();

    private DeliveryJob[] Drain()
    {
        DeliveryJob[] jobs = [.. _jobs];
        _jobs.Clear();
        _shared.Clear();
        return jobs;
    }

    private void Resume()
    {
        lock (_gate) Start();
    }

    // A worker more where jobs wait; it takes one and, where more wait, has the next one started. A lane may wait for a further connection when its last worker ends:
    // it then waits for its first one as well, which comes sooner.
    private void Start()
    {
        bool isFirst = _workers == 0;
        if (_jobs.Count == 0 || _workers >= _concurrency.Allowed || (isFirst ? _waitsForFirst : _waitsForFurther)) return;
        if (_budget.TryTake(this, isFirst)) Begin();
        else if (isFirst) _waitsForFirst = true;
        else _waitsForFurther = true;
    }

    private void Begin()
    {
        if (_workers++ == 0) _turnSince = _time.GetTimestamp();
        _startWorker(this);
    }

    // Further connections go at once to lanes without any, the first one after its turn.
    private bool MustYield() => _budget.IsContended && (_workers > 1 || _time.GetElapsedTime(_turnSince) >= Turn);
}
