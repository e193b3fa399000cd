namespace Submission.Trust.Advice;

/// <summary>Looks at what a mail server shows to whoever connects. Implementations are thread-safe.</summary>
public interface IMailServerProbe
{
    /// <summary>Connects to port 25 of a host, begins TLS where it is offered, and says goodbye. Nothing about the certificate is required.</summary>
    /// <param name="host">The host, also the name that TLS asks for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ServerSight> LookAsync(string host, CancellationToken cancellationToken);
}
