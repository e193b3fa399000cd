using System.Net;

namespace Submission.Gateway.Tests.Routing;

/// <summary>A real name server with <see cref="DeliveryZone"/>; the zone broken.test answers every question with SERVFAIL.</summary>
public sealed class DeliveryNames : IAsyncLifetime
{
    private NsdProcess? _process;

    public IPEndPoint EndPoint => _process!.EndPoint;

    public async ValueTask InitializeAsync() => _process = await NsdProcess.StartAsync(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["test"] = DeliveryZone.Text, ["broken.test"] = null });

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;
}
