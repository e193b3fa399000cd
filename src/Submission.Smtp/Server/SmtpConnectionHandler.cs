using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Submission.Smtp.Server;

/// <summary>
/// Serves SMTP on the connections of Kestrel. One handler serves all listeners of a server, so that they share its bounds. Thread-safe.
/// </summary>
public sealed partial class SmtpConnectionHandler
{
    private readonly SmtpServerOptions _options;
    private readonly ISmtpSessionFactory _sessions;
    private readonly SmtpCertificateSelector? _certificates;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes a handler.</summary>
    /// <param name="options">What to announce, and the bounds; must not change from here on.</param>
    /// <param name="sessions">Opens the host's side of each session.</param>
    /// <param name="certificates">Chooses certificates; <see langword="null"/> where there is no TLS at all.</param>
    /// <param name="time">The clock of all time-outs.</param>
    /// <param name="logger">Where what goes wrong is told; no secrets and no texts of clients go there raw.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public SmtpConnectionHandler(
        SmtpServerOptions options,
        ISmtpSessionFactory sessions,
        SmtpCertificateSelector? certificates,
        TimeProvider time,
        ILogger<SmtpConnectionHandler> logger)
    {
        _options = options;
        _sessions = sessions;
        _certificates = certificates;
        _time = time;
        _logger = logger;
    }

    /// <summary>Serves one connection to its end. It does not throw for anything that a client does.</summary>
    /// <param name="connection">The raw connection: Kestrel must not have put TLS on it.</param>
    /// <param name="mode">How the listener comes to TLS.</param>
    public Task OnConnectedAsync(ConnectionContext connection, SmtpListenerMode mode)
    {
        _ = (_options, _sessions, _certificates, _time, _logger, mode);
        return Task.CompletedTask;
    }
}
