using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Listening;

/// <summary>Puts a host's endpoints on Kestrel.</summary>
/// <param name="key">The configuration key of the list, for messages.</param>
/// <param name="endpoints">The endpoints.</param>
/// <param name="mode">Who may use those that are unix sockets.</param>
/// <param name="sockets">Makes their paths free.</param>
/// <param name="listen">Says what is spoken there.</param>
internal sealed class EndpointListeners(
    string key, IEnumerable<ListenEndpoint> endpoints, UnixFileMode mode, UnixSockets sockets, Action<ListenOptions, ListenEndpoint> listen) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        int index = 0;
        foreach (ListenEndpoint endpoint in endpoints)
        {
            if (endpoint.Ip is { } ip) kestrel.Listen(ip, options => listen(options, endpoint));
            else if (sockets.Claim(endpoint.Path!, mode) is { } obstacle) throw new HostStartException([$"{key}:{index}: {endpoint.Path}: {obstacle}"]);
            else kestrel.ListenUnixSocket(endpoint.Path!, options => listen(options, endpoint));
            index++;
        }
    }
}
