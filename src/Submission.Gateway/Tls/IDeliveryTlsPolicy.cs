namespace Submission.Gateway.Tls;

/// <summary>The port that tells how a server is to be spoken to (DANE, MTA-STS, a domain's own rule; opportunistic where nothing is known). Thread-safe.</summary>
public interface IDeliveryTlsPolicy
{
    /// <summary>Tells what is required of a server.</summary>
    /// <param name="question">The recipients' domain, the server, and what the message asks for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken);
}
