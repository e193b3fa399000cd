using Microsoft.Extensions.Hosting;

namespace Submission.Gateway.Delivery;

/// <summary>Starts and stops the engine with the host.</summary>
internal sealed class DeliveryService(DeliveryEngine engine) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.PrepareAsync(cancellationToken).ConfigureAwait(false);
        engine.Start();
    }

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
