using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>Looks every hour for policies that are due to be fetched again.</summary>
internal sealed class MtaStsRefresh(MtaStsPolicies policies, TimeProvider time, ILogger<MtaStsRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await RefreshAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await policies.RefreshAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            MtaStsLog.RefreshFailed(logger, error);
        }
    }
}
