using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Signing;

/// <summary>Looks after the keys while the host runs.</summary>
internal sealed class DkimService(DkimDomains domains, ILogger logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await domains.StepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SigningLog.WorkFailed(logger, "(all)", exception);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
