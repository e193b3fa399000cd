using System.Net;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>Connects to a server, or finds a connection that is still open. Thread-safe.</summary>
internal sealed class ServerConnector(GatewayOptions options, ConnectionPool pool, Outcomes outcomes, TimeProvider time)
{
    /// <summary>Takes an idle connection to a server.</summary>
    public OpenConnection? TakeIdle(Attempt attempt, RouteHost host, TlsRequirement requirement)
    {
        foreach (IPEndPoint endPoint in host.EndPoints)
        {
            if (pool.TryTake(new ConnectionKey(endPoint, requirement.SecurityState, attempt.Job.Route.Credentials?.Login)) is { } open) return open;
        }

        return null;
    }

    /// <summary>Connects to a server; where that fails, it is noted for the recipients.</summary>
    public async ValueTask<OpenConnection?> ConnectAsync(Attempt attempt, RouteHost host, TlsRequirement requirement, List<AttemptRecipient> group)
    {
        pool.MakeRoom();
        SmtpClientOptions how = Options(host, requirement, requirement.Mode);
        foreach (IPEndPoint endPoint in host.EndPoints)
        {
            if (attempt.AddressesLeft <= 0 || attempt.SessionsLeft <= 0) return null;
            attempt.AddressesLeft--;
            SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(endPoint, how, time, attempt.Aborted).ConfigureAwait(false);
            if (result.Reply.Failure == SmtpClientFailure.TlsFailed && requirement.Mode == SmtpClientTls.WhenOffered)
            {
                // Encryption that fails is worth no more than none (RFC 7435, section 3).
                result = await SmtpClientConnection.ConnectAsync(endPoint, Options(host, requirement, SmtpClientTls.Never), time, attempt.Aborted).ConfigureAwait(false);
            }

            if (result.Connection is { } connection)
            {
                attempt.SessionsLeft--;
                return new OpenConnection(connection, new ConnectionKey(endPoint, requirement.SecurityState, attempt.Job.Route.Credentials?.Login), host.Name);
            }

            bool isGreeted = result.Reply.Failure != SmtpClientFailure.ConnectFailed && result.Reply.Failure != SmtpClientFailure.TimedOut;
            if (isGreeted) attempt.SessionsLeft--;
            attempt.Show(isGreeted ? LaneSignal.TurnedAway : LaneSignal.Unreachable);
            Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Deferred, result.Reply, new EnhancedStatus(4, 3, 2), host.Name, null, endPoint.ToString()));
        }

        return null;
    }

    private SmtpClientOptions Options(RouteHost host, TlsRequirement requirement, SmtpClientTls mode) => new()
    {
        HelloName = options.Hostname,
        Tls = mode,
        TlsServerName = requirement.ServerName ?? (host.Name.StartsWith('[') ? null : host.Name),
        ValidateCertificate = requirement.ValidateCertificate,
    };
}
