using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Submission.Grpc.Composition;

/// <summary>The service is healthy where the counters answer; where they do not, every limit answers with its on-error.</summary>
internal sealed class CountersCheck(PolicyEngine engine) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        (await engine.Usage.BlocksAsync(cancellationToken)).IsUnavailable ? HealthCheckResult.Unhealthy("the counters do not answer") : HealthCheckResult.Healthy();
}
