using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Submission.GatewayServer.Console;

/// <summary>Puts the console on Kestrel, behind the SMTP listeners. It is the one listener that speaks HTTP, the admin socket aside, whose requests go elsewhere.</summary>
internal sealed class ConsoleListener(IPEndPoint endpoint) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel) => kestrel.Listen(endpoint, static listen => listen.Protocols = HttpProtocols.Http1);
}
