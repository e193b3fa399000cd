namespace Submission.Gateway.Delivery;

/// <summary>
/// The connections of all lanes together. A lane without any goes before a lane's further ones, and the last quarter is kept for such lanes, so that those that hang
/// never take all. Thread-safe.
/// </summary>
internal sealed class ConnectionBudget(int maximum)
{
    private readonly Lock _gate = new();
    private readonly Queue<ActiveLane> _first = new();
    private readonly Queue<ActiveLane> _further = new();
    private readonly int _reserve = maximum / 4;
    private int _used;
    private TaskCompletionSource? _idle;

    public int Maximum => maximum;

    public int Used => Volatile.Read(ref _used);

    /// <summary>Whether a lane without any connection waits for one.</summary>
    public bool IsContended { get; private set; }

    /// <summary>Takes a connection for a lane; where there is none, the lane is granted one later (<see cref="ActiveLane.Grant"/>).</summary>
    public bool TryTake(ActiveLane lane, bool isFirst)
    {
        lock (_gate)
        {
            if (_used < maximum - (isFirst ? 0 : _reserve) && (isFirst || _first.Count == 0))
            {
                _used++;
                return true;
            }

            (isFirst ? _first : _further).Enqueue(lane);
            IsContended = _first.Count > 0;
            return false;
        }
    }

    /// <summary>Lets a connection go.</summary>
    public void Release()
    {
        while (Next(out bool isFirst) is { } lane)
        {
            if (lane.Grant(isFirst)) return;
        }
    }

    /// <summary>Waits until no connection is in use.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (_used == 0) return Task.CompletedTask;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private ActiveLane? Next(out bool isFirst)
    {
        lock (_gate)
        {
            _used--;
            isFirst = _first.TryDequeue(out ActiveLane? next);
            if (!isFirst && _used < maximum - _reserve) _further.TryDequeue(out next);
            IsContended = _first.Count > 0;
            if (next is not null) _used++;
            else if (_used == 0) _idle?.TrySetResult();
            return next;
        }
    }
}
