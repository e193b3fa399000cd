
namespace Submission.Gateway.Tls;

/// <summary>TLS wherever it is offered, whatever the certificate (RFC 7435).</summary>
internal sealed class OpportunisticTlsPolicy : IDeliveryTlsPolicy
{
    public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) => new(TlsRequirement.Opportunistic);
}
