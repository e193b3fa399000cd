using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Reloading;

/// <summary>Looks each second whether files have changed, and reads everything anew at SIGHUP.</summary>
internal sealed partial class ReloadService(IEnumerable<IReloadable> reloadables, TimeProvider time, ILogger<ReloadService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly IReloadable[] _reloadables = [.. reloadables];
    private readonly Lock _lock = new();
    private PosixSignalRegistration? _signal;

    // Before the host listens: a signal that nobody waits for ends the process.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            ReloadAll();
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _signal?.Dispose();
        base.Dispose();
    }

    public void ReloadChanged()
    {
        lock (_lock)
        {
            foreach (IReloadable reloadable in _reloadables) Reload(reloadable, isWanted: false);
        }
    }

    public void ReloadAll()
    {
        lock (_lock)
        {
            foreach (IReloadable reloadable in _reloadables) Reload(reloadable, isWanted: true);
        }
    }

    // A bug in the reading of files must not stop a host that runs well with what it has.
    private void Reload(IReloadable reloadable, bool isWanted)
    {
        try
        {
            // Asked in any case, so that the change that a signal announces is not read a second time at the next look.
            if (reloadable.HasChanged() || isWanted) reloadable.Reload();
        }
        catch (Exception exception)
        {
            Failed(logger, reloadable.GetType().Name, exception);
        }
    }

    [LoggerMessage(130, LogLevel.Error, "{What} failed; what was in force stays")]
    private static partial void Failed(ILogger logger, string what, Exception exception);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) ReloadChanged();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }
}
