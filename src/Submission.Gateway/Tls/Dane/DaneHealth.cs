namespace Submission.Gateway.Tls.Dane;

/// <summary>Whether DANE is on, for whoever watches the gateway. Thread-safe.</summary>
public sealed class DaneHealth
{
    private readonly DnssecWatch _watch;

    internal DaneHealth(DnssecWatch watch) => _watch = watch;

    /// <summary>Whether DANE is on.</summary>
    public bool IsOn => _watch.IsOn;

    /// <summary>Why DANE is off, in one line for people; empty where it is on.</summary>
    public string Reason => _watch.Reason;
}
