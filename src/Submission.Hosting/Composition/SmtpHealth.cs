using Submission.Admin;
using Submission.Hosting.Admin;
using Submission.Smtp.Server;

namespace Submission.Hosting.Composition;

/// <summary>Tells in <c>GET /v1/health</c> how many connections the SMTP server has, and how it bears them. Thread-safe.</summary>
internal sealed class SmtpHealth(SmtpConnectionHandler server) : IAdminHealthPart
{
    public ValueTask<AdminHealth> AddToAsync(AdminHealth health, CancellationToken cancellationToken) =>
        new(health with { Connections = server.OpenConnections, Load = server.IsOverloaded ? "overloaded" : server.IsBusy ? "busy" : "normal" });
}
