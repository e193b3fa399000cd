using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Submission.Gateway.Delivery;
using Submission.Gateway.Routing;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tls;

/// <summary>Connects to a server as delivery would, judges its certificate by what is required of it, and says goodbye: no mail is sent, whatever the server does is a value. Thread-safe.</summary>
/// <param name="helloName">The name that is said in EHLO.</param>
/// <param name="time">The clock of the bounds.</param>
public sealed class TlsProbe(string helloName, TimeProvider time)
{
    /// <summary>How long a server may take, all its addresses together: 30 seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostAddresses = 4;
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(10);

    /// <summary>Looks at a server.</summary>
    /// <param name="host">The server.</param>
    /// <param name="requirement">What delivery requires of it. Where that is a <see cref="TlsRequirement.Deferral"/> or a <see cref="TlsRequirement.Refusal"/>, nothing is connected to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<TlsSight> LookAsync(RouteHost host, TlsRequirement requirement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(requirement);
        if ((requirement.Deferral ?? requirement.Refusal) is { } known) return new TlsSight(TlsSightOutcome.Refused) { Failure = known };
        using CancellationTokenSource limit = new(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await LookEachAsync(host, requirement, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TlsSight(TlsSightOutcome.NotReached) { Problem = $"{host.Name} has not answered within {Patience.TotalSeconds} seconds" };
        }
    }

    // An address that turns us away is followed by the next, as in delivery.
    private async ValueTask<TlsSight> LookEachAsync(RouteHost host, TlsRequirement requirement, CancellationToken cancellationToken)
    {
        List<IPEndPoint> left = [.. host.EndPoints.Take(MostAddresses)];
        TlsSight sight = new(TlsSightOutcome.NotReached) { Problem = $"{host.Name} has no address" };
        while (left.Count > 0)
        {
            sight = await LookOnceAsync(left, host, requirement, cancellationToken).ConfigureAwait(false);
            if (sight.RemoteEndPoint is not { } reached || sight.Outcome is TlsSightOutcome.Clear or TlsSightOutcome.Encrypted or TlsSightOutcome.Proven) break;
            left.Remove(reached);
        }

        return sight;
    }

    private async ValueTask<TlsSight> LookOnceAsync(List<IPEndPoint> endPoints, RouteHost host, TlsRequirement requirement, CancellationToken cancellationToken)
    {
        CertificateWitness witness = new(requirement, host.Name);
        ServerCertificate? shown = null;
        SmtpClientOptions options = new()
        {
            HelloName = helloName,
            Tls = requirement.Mode,
            TlsServerName = requirement.ServerName ?? (host.Name.StartsWith('[') ? null : host.Name),
            AllowTlsResume = false,
            ConnectTimeout = StepPatience,
            GreetingTimeout = StepPatience,
            CommandTimeout = StepPatience,
            ValidateCertificate = (sender, certificate, chain, errors) =>
            {
                shown = certificate is X509Certificate2 own ? ServerCertificate.Of(own) : null;
                return witness.Callback?.Invoke(sender, certificate, chain, errors) ?? (requirement.Mode != SmtpClientTls.Required || errors == SslPolicyErrors.None);
            },
        };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(endPoints, options, time, cancellationToken).ConfigureAwait(false);
        if (result.Connection is not { } connection)
        {
            TlsFailure? failure = witness.FailureOf(result);
            return new TlsSight(failure is null ? TlsSightOutcome.NotReached : TlsSightOutcome.Refused)
            {
                RemoteEndPoint = result.RemoteEndPoint,
                Failure = failure,
                Problem = failure is null ? $"{host.Name} was not reached: {result.Reply.Describe()}" : null,
                Certificate = shown,
            };
        }

        await using (connection.ConfigureAwait(false))
        {
            TlsSight sight = new(!connection.IsEncrypted ? TlsSightOutcome.Clear : Proves(requirement) ? TlsSightOutcome.Proven : TlsSightOutcome.Encrypted)
            {
                RemoteEndPoint = connection.RemoteEndPoint,
                TestingFailure = witness.TestingFailureOf(result),
                Protocol = connection.TlsProtocol,
                CipherSuite = connection.CipherSuite,
                Certificate = shown,
            };
            await connection.QuitAsync(cancellationToken).ConfigureAwait(false);
            return sight;
        }
    }

    // A judge that takes a server without any certificate proves nothing.
    private static bool Proves(TlsRequirement requirement) =>
        requirement.Judge is { } judge ? judge(null, null, SslPolicyErrors.RemoteCertificateNotAvailable) is not null : requirement.Mode == SmtpClientTls.Required;
}
