using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Telemetry;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tls.Dane;

/// <summary>
/// Has the resolver prove, at the start and then again and again, that it validates: a signed name must come with the AD bit, and a name with wrong signatures must not be answered. Where
/// it fails, DANE is off until it no longer does. A resolver that does not answer has not failed: what it does not tell defers mail anyway. Thread-safe.
/// </summary>
internal sealed class DnssecWatch : IHostedService, IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private readonly IDnsRecordResolver? _dns;
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(GatewayMetrics.Name);
    private readonly CancellationTokenSource _end = new();
    private ITimer? _timer;
    private volatile string? _failure;

    public DnssecWatch(IDnsRecordResolver? dns, TlsOptions options, TimeProvider time, ILogger logger)
    {
        (_dns, _options, _time, _logger) = (dns, options, time, logger);
        _meter.CreateObservableGauge("gateway.dane.active", () => IsOn ? 1 : 0, "{switch}", "Whether DANE is on: 0 where it is not wanted, or where the resolver does not validate.");
    }

    /// <summary>Whether DANE is wanted, and the resolver declared to be one that validates.</summary>
    public bool IsWanted => _options is { Dane: true, TrustsResolver: true } && _dns is not null;

    /// <summary>Whether DANE is on.</summary>
    public bool IsOn => IsWanted && _failure is null;

    /// <summary>Why DANE is off; empty where it is on.</summary>
    public string Reason => _failure ?? (IsOn ? "" : "DANE is off: " + (_options.Dane ? "the resolver is not declared to validate DNSSEC" : "it is not wanted"));

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsWanted)
        {
            DaneLog.Off(_logger, Reason);
            return;
        }

        bool isKnown = await CheckAsync(cancellationToken).ConfigureAwait(false);
        _timer = _time.CreateTimer(static state => _ = ((DnssecWatch)state!).RepeatAsync(), this, isKnown ? _options.CheckEvery : Soon, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_timer is { } timer) await timer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _meter.Dispose();
        _end.Dispose();
    }

    /// <summary>Checks the resolver.</summary>
    /// <returns>Whether it has answered.</returns>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        DnsRecordSet<string> signed = await _dns!.GetNameServersAsync(_options.SignedName, cancellationToken).ConfigureAwait(false);
        if (signed.IsUnavailable)
        {
            DaneLog.NotChecked(_logger, _options.SignedName, signed.Reason ?? "");
            return false;
        }

        string? failure = null;
        if (!signed.IsSecure)
        {
            failure = $"the resolver does not validate DNSSEC: its answer for the signed name '{_options.SignedName}' lacks the AD bit";
        }
        else if (_options.BogusName is { } bogus)
        {
            DnsRecordSet<IPAddress> answer = await _dns.GetAddressesAsync(bogus, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
            if (answer.IsFound) failure = $"the resolver does not validate DNSSEC: it answers for '{bogus}', whose signatures are wrong";
        }

        Set(failure);
        return true;
    }

    private void Set(string? failure)
    {
        bool isFirst = _timer is null;
        string? before = _failure;
        _failure = failure is null ? null : "DANE is off: " + failure;
        if (failure is not null) DaneLog.Failed(_logger, failure);
        else if (isFirst || before is not null) DaneLog.On(_logger);
    }

    private async Task RepeatAsync()
    {
        TimeSpan next = Soon;
        try
        {
            if (await CheckAsync(_end.Token).ConfigureAwait(false)) next = _options.CheckEvery;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            DaneLog.CheckFailed(_logger, error);
        }

        // Disposed, it no longer counts.
        _timer?.Change(next, Timeout.InfiniteTimeSpan);
    }
}
