using System.Net;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>Connects to a server, or finds a connection that is still open. Thread-safe.</summary>
internal sealed class ServerConnector(GatewayOptions options, ConnectionPool pool, Outcomes outcomes, ITlsSessionObserver? observer, TimeProvider time)
{
    private static readonly EnhancedStatus Unavailable = new(4, 3, 2);
    private static readonly EnhancedStatus NotSecure = new(4, 7, 5);
    private static readonly EnhancedStatus EncryptionNeeded = new(5, 7, 10);

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
        List<IPEndPoint> left = [.. host.EndPoints];
        while (left.Count > 0 && attempt.AddressesLeft > 0 && attempt.SessionsLeft > 0)
        {
            if (left.Count > attempt.AddressesLeft) left.RemoveRange(attempt.AddressesLeft, left.Count - attempt.AddressesLeft);
            CertificateWitness witness = new(requirement, host.Name);
            SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(left, Options(attempt, host, requirement, witness), time, attempt.Aborted).ConfigureAwait(false);
            if (result.RemoteEndPoint is not { } endPoint)
            {
                attempt.AddressesLeft -= left.Count;
                attempt.Show(LaneSignal.Unreachable);
                Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Deferred, result.Reply, Unavailable, host.Name, null, left[0].ToString()));
                return null;
            }

            attempt.AddressesLeft--;
            attempt.SessionsLeft--;
            left.Remove(endPoint);
            TlsFailure? failure = witness.FailureOf(result);
            if (result.Connection is not null || failure is not null) Tell(group, host, requirement, failure ?? witness.TestingFailureOf(result), endPoint, result.LocalAddress);
            if (result.Connection is { } connection)
            {
                OpenConnection open = new(connection, new ConnectionKey(endPoint, requirement.SecurityState, attempt.Job.Route.Credentials?.Login), host.Name);
                if (attempt.Job.Route.Credentials is not { } credentials || await LogInAsync(attempt, open, credentials, group).ConfigureAwait(false)) return open;
            }
            else
            {
                attempt.Show(LaneSignal.TurnedAway);
                Attempt.NoteAll(group, failure is null
                    ? outcomes.Of(RecipientOutcomeKind.Deferred, result.Reply, Unavailable, host.Name, null, endPoint.ToString())
                    : Insecure(failure, host, isReturned: attempt.KeepsDemand && witness.IsLasting(result)));
            }
        }

        return null;
    }

    /// <summary>Tells the observer of a session, or of why none was tried, once for each domain.</summary>
    public void Tell(List<AttemptRecipient> group, RouteHost host, TlsRequirement requirement, TlsFailure? failure, IPEndPoint? endPoint = null, IPAddress? local = null)
    {
        // What a server of the operator's own does is no news for the recipients' domain.
        if (observer is null || host.IsNamedByOperator) return;
        Claim? told = null;
        foreach (AttemptRecipient recipient in group)
        {
            if (ReferenceEquals(told, recipient.Claim)) continue;
            told = recipient.Claim;
            observer.Observe(new TlsSession(told.Delivery.Destination, host.Name, recipient.Requirement ?? requirement, endPoint, local, failure));
        }
    }

    // RFC 8689, section 4.2.1: what demands TLS goes back where no server has it; otherwise it waits for the server to be set right.
    private RecipientOutcome Insecure(TlsFailure failure, RouteHost host, bool isReturned) =>
        isReturned ? outcomes.Of(RecipientOutcomeKind.Failed, EncryptionNeeded, failure.Reason, host.Name) : outcomes.Of(RecipientOutcomeKind.Deferred, NotSecure, failure.Reason, host.Name);

    private async ValueTask<bool> LogInAsync(Attempt attempt, OpenConnection open, SmartHostCredentials credentials, List<AttemptRecipient> group)
    {
        SmtpPeerReply reply = await open.Smtp.AuthenticateAsync(credentials.Login, credentials.Password, attempt.Aborted).ConfigureAwait(false);
        if (reply.IsPositive) return true;
        // A wrong password is ours to set right: the mail waits.
        attempt.Show(LaneSignal.Unreachable);
        Attempt.NoteAll(group, outcomes.Of(RecipientOutcomeKind.Deferred, reply, new EnhancedStatus(4, 7, 8), open.Host, open));
        ConnectionPool.Close(open);
        return false;
    }

    private SmtpClientOptions Options(Attempt attempt, RouteHost host, TlsRequirement requirement, CertificateWitness witness) => new()
    {
        HelloName = options.Hostname,
        Tls = requirement.Mode,
        TlsServerName = requirement.ServerName ?? (host.Name.StartsWith('[') ? null : host.Name),
        ValidateCertificate = witness.Callback,
        // A session taken up again shows no certificate, and what proved the server may have changed since.
        AllowTlsResume = witness.Callback is null,
        UseChunking = !attempt.IsChunkingOff,
        AllowCleartextAuthentication = IsOwnMachine(host),
    };

    private static bool IsOwnMachine(RouteHost host)
    {
        foreach (IPEndPoint endPoint in host.EndPoints)
        {
            if (!IPAddress.IsLoopback(endPoint.Address)) return false;
        }

        return true;
    }
}
