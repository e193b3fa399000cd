using Submission.Admin;
using Submission.Gateway.Queue;
using Submission.Gateway.Tls.Dane;
using Submission.GatewayServer.Console;
using Submission.Hosting.Admin;

namespace Submission.GatewayServer.Admin;

/// <summary>Tells in <c>GET /v1/health</c> how the queue is, and whether mail goes by DANE. Thread-safe.</summary>
internal sealed class GatewayHealth(IMessageQueue queue, QueueFigures figures, DaneHealth? dane = null) : IAdminHealthPart
{
    public async ValueTask<AdminHealth> AddToAsync(AdminHealth health, CancellationToken cancellationToken)
    {
        QueueHealth state = queue.Health;
        HealthQueue? counted = await figures.CountAsync(cancellationToken).ConfigureAwait(false);
        return health with
        {
            Status = state.IsHealthy ? health.Status : "unhealthy",
            Queue = new AdminHealthQueue(
                state.IsHealthy, state.Reason, counted?.Messages, counted?.Waiting, counted?.UnderWay, counted?.Held, counted?.OldestAgeSeconds, counted?.FreeBytes),
            Dane = dane is null ? null : dane.IsOn ? "on" : dane.Reason,
        };
    }
}
