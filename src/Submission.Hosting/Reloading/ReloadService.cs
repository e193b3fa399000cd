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

    public void ReloadChanged()
    {
        lock (_lock)
        {
            foreach (IReloadable reloadable in _reloadables)
            {
                if (reloadable.HasChanged()) Reload(reloadable);
            }
        }
    }

    public void ReloadAll()
    {
        lock (_lock)
        {
            foreach (IReloadable reloadable in _reloadables)
            {
                // Asked first, so that the change that the signal announces is not read a second time at the next look.
                reloadable.HasChanged();
                Reload(reloadable);
            }
        }
    }

    // A bug in the reading of files must not stop a host that runs well with what it has.
    private void Reload(IReloadable reloadable)
    {
        try
        {
            reloadable.Reload();
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
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            ReloadAll();
        });
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
