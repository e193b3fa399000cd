using Microsoft.Extensions.Hosting;

namespace Submission.Gateway.Delivery;

/// <summary>Starts and stops the engine with the host.</summary>
internal sealed class DeliveryService(DeliveryEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        engine.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
