using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;

namespace Submission.Hosting.Admin;

/// <summary>Puts the admin socket on Kestrel, behind the host's own listeners, for nobody but the host's own user.</summary>
internal sealed class AdminListener(AdminOptions options, UnixSockets sockets, ILogger<AdminListener> logger) : IPostConfigureOptions<KestrelServerOptions>
{
    private static readonly object Mark = new();

    /// <summary>Whether a connection came over the admin socket.</summary>
    /// <param name="items">What the connection carries.</param>
    public static bool IsAdmin(IDictionary<object, object?> items) => items.ContainsKey(Mark);

    public void PostConfigure(string? name, KestrelServerOptions kestrel)
    {
        if (AdminSocket.Claim(options, sockets, logger) is not { } path) return;
        kestrel.ListenUnixSocket(path, static listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(static next => connection =>
            {
                connection.Items[Mark] = null;
                return next(connection);
            });
        });
        AdminLog.Listens(logger, path);
    }
}
