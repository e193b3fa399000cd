using System.Diagnostics.Metrics;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Adds up one counter of the gateway, as long as no other test uses it.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _total;

    public Measured(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Submission.Gateway" && instrument.Name == name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _total, value));
        _listener.Start();
    }

    public long Total => Interlocked.Read(ref _total);

    public void Dispose() => _listener.Dispose();
}
