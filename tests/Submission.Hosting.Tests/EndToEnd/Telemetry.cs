using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Keeps every measurement and every trace of the process, as text.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Telemetry()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Submission.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add(string.Join(' ', [activity.OperationName, activity.DisplayName, activity.StatusDescription, .. activity.TagObjects, .. activity.Baggage, .. activity.Events.SelectMany(static e => e.Tags)])),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public ConcurrentQueue<string> Texts { get; } = new();

    public void Add(string text) => Texts.Enqueue(text);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}");
}
