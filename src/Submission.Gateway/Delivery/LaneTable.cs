using System.Collections.Concurrent;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Delivery;

/// <summary>The destinations and lanes that the engine has to do with. What was not used for a while is forgotten. Thread-safe.</summary>
internal sealed class LaneTable(ConnectionBudget budget, Action<ActiveLane> startWorker, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, DestinationState> _destinations = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ActiveLane> _lanes = new(StringComparer.OrdinalIgnoreCase);

    public ICollection<ActiveLane> Lanes => _lanes.Values;

    public int LaneCount => _lanes.Count;

    public DestinationState? Find(string destination) => _destinations.TryGetValue(destination, out DestinationState? found) ? found : null;

    public DestinationState Destination(string destination) => _destinations.GetOrAdd(destination, static name => new DestinationState(name));

    public ActiveLane Lane(DeliveryLane limits) =>
        _lanes.TryGetValue(limits.Name, out ActiveLane? found) ? found : _lanes.GetOrAdd(limits.Name, _ => new ActiveLane(limits, budget, startWorker, time));

    /// <summary>Forgets what is idle.</summary>
    public void Tidy()
    {
        foreach ((string name, ActiveLane lane) in _lanes)
        {
            if (time.GetElapsedTime(lane.LastUsed) < Memory || !lane.TryRetire()) continue;
            _lanes.TryRemove(name, out _);
            lane.Dispose();
        }

        foreach ((string name, DestinationState state) in _destinations)
        {
            if (state.Count == 0 && (state.Lane is null || !_lanes.TryGetValue(state.Lane.Name, out ActiveLane? lane) || !ReferenceEquals(lane, state.Lane)))
                _destinations.TryRemove(name, out _);
        }
    }
}
