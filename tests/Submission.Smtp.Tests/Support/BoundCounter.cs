using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Submission.Smtp.Tests.Support;

/// <summary>Hears which bounds were reached, of all servers in the process.</summary>
internal sealed class BoundCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _reached = new(StringComparer.Ordinal);

    public BoundCounter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Submission.Smtp", Name: "smtp.bounds" }) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach ((string key, object? bound) in tags)
            {
                if (key == "bound") _reached.AddOrUpdate((string)bound!, (int)value, (_, before) => before + (int)value);
            }
        });
        _listener.Start();
    }

    public int this[string bound] => _reached.GetValueOrDefault(bound);

    public void Dispose() => _listener.Dispose();
}
