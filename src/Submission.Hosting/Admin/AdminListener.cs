using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Admin;

/// <summary>Puts the admin socket on Kestrel, behind the SMTP listeners, for nobody but the host's own user.</summary>
internal sealed class AdminListener(AdminOptions options, ILogger<AdminListener> logger) : IConfigureOptions<KestrelServerOptions>, IConfigureOptions<SocketTransportOptions>
{
    private const int MaximumRequestLine = 4096;

    public void Configure(KestrelServerOptions kestrel)
    {
        if (AdminSocket.Claim(options, logger) is not { } path) return;
        // Only this listener speaks HTTP.
        kestrel.Limits.MaxRequestLineSize = MaximumRequestLine;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.ListenUnixSocket(path, static listen => listen.Protocols = HttpProtocols.Http1);
        AdminLog.Listens(logger, path);
    }

    public void Configure(SocketTransportOptions transport)
    {
        transport.CreateBoundListenSocket = static endPoint =>
        {
            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            // Before it listens nobody can connect, so that there is no moment at which another user could.
            if (endPoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(endPoint.ToString()!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return socket;
        };
    }
}
