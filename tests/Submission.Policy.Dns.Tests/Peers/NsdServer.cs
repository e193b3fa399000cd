using System.Net;
using Submission.Policy.Dns.Tests.Peers;

[assembly: AssemblyFixture(typeof(NsdServer))]

namespace Submission.Policy.Dns.Tests.Peers;

/// <summary>A real name server (nsd) with the zones of <see cref="Zones"/>, for the whole run.</summary>
public sealed class NsdServer : IAsyncLifetime
{
    private NsdProcess? _process;

    public IPEndPoint EndPoint => _process!.EndPoint;

    // The zone broken.test has no text: every question about it is a SERVFAIL.
    public async ValueTask InitializeAsync() => _process = await NsdProcess.StartAsync(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["test"] = Zones.Test, ["broken.test"] = null });

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;
}
