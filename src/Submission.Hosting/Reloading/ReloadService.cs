using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Submission.Hosting.Reloading;

/// <summary>Looks each second whether files have changed, and reads everything anew at SIGHUP.</summary>
internal sealed class ReloadService(IEnumerable<IReloadable> reloadables, TimeProvider time) : BackgroundService
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
                if (reloadable.HasChanged()) reloadable.Reload();
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
                reloadable.Reload();
            }
        }
    }

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
