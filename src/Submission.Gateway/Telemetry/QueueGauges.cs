using System.Diagnostics.Metrics;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Telemetry;

/// <summary>What is in the queue and under way, for the meter: counted now and then, and shown as it was counted. Thread-safe.</summary>
internal sealed class QueueGauges : IDisposable
{
    private const int Destinations = 20;

    private readonly IMessageQueue _queue;
    private readonly Meter _meter = new(GatewayMetrics.Name);
    private QueueStatistics? _counted;

    public QueueGauges(IMessageQueue queue, ConnectionBudget budget, ConnectionPool pool, LaneTable lanes)
    {
        _queue = queue;
        _meter.CreateObservableGauge("gateway.connections", () => budget.Used + pool.Count, "{connection}", "Connections to other servers, idle ones included.");
        _meter.CreateObservableGauge("gateway.lanes", () => lanes.LaneCount, "{lane}", "Destinations, providers and smart hosts that the engine has to do with.");
        _meter.CreateObservableGauge("gateway.queue.messages", () => Volatile.Read(ref _counted)?.Messages ?? 0, "{message}", "Messages in the queue.");
        _meter.CreateObservableGauge("gateway.queue.deliveries", ByState, "{delivery}", "Deliveries in the queue by state.");
        _meter.CreateObservableGauge("gateway.queue.depth", Depth, "{delivery}", "Deliveries of the destinations with the most.");
        _meter.CreateObservableGauge("gateway.queue.age", Age, "s", "The age of the oldest message of the destinations with the most.");
    }

    public async ValueTask CountAsync(CancellationToken cancellationToken) =>
        Volatile.Write(ref _counted, await _queue.CountAsync(Destinations, cancellationToken).ConfigureAwait(false));

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> ByState()
    {
        if (Volatile.Read(ref _counted) is not { } counted) yield break;
        yield return new Measurement<long>(counted.Waiting, new KeyValuePair<string, object?>("state", "waiting"));
        yield return new Measurement<long>(counted.UnderWay, new KeyValuePair<string, object?>("state", "under-way"));
        yield return new Measurement<long>(counted.Held, new KeyValuePair<string, object?>("state", "held"));
    }

    private IEnumerable<Measurement<long>> Depth()
    {
        foreach (DestinationStatistics one in Volatile.Read(ref _counted)?.Destinations ?? [])
            yield return new Measurement<long>(one.Deliveries, new KeyValuePair<string, object?>("destination", one.Destination));
    }

    private IEnumerable<Measurement<double>> Age()
    {
        foreach (DestinationStatistics one in Volatile.Read(ref _counted)?.Destinations ?? [])
            yield return new Measurement<double>(one.OldestAge.TotalSeconds, new KeyValuePair<string, object?>("destination", one.Destination));
    }
}
