using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Submission.Smtp.Server;

/// <summary>Puts SMTP on an endpoint of Kestrel.</summary>
public static class SmtpListenOptionsExtensions
{
    /// <summary>
    /// Serves SMTP on this endpoint. TLS is the handler's own affair: do not add <c>UseHttps</c>. Leave Kestrel's limit of
    /// connections unset, as it would cut connections off without a word.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="handler">The server's handler.</param>
    /// <param name="mode">How the listener comes to TLS.</param>
    /// <returns>The same endpoint.</returns>
    public static ListenOptions UseSmtp(this ListenOptions listen, SmtpConnectionHandler handler, SmtpListenerMode mode)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(handler);
        ((IConnectionBuilder)listen).Run(connection => handler.OnConnectedAsync(connection, mode));
        return listen;
    }
}
