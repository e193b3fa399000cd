using Microsoft.Extensions.DependencyInjection;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Routing;

/// <summary>
/// Requires of the smart host what the operator does, TLS with a valid certificate or where it is offered, and of others what another policy requires: what a domain has published is about
/// its own servers. A message with REQUIRETLS (RFC 8689) goes to the smart host with a valid certificate only. Thread-safe.
/// </summary>
internal sealed class SmartHostTlsPolicy(string smartHost, bool isRequired, IDeliveryTlsPolicy others) : IDeliveryTlsPolicy
{
    private static readonly TlsRequirement Required = new(SmtpClientTls.Required, "smart host");

    /// <inheritdoc/>
    public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) =>
        string.Equals(question.Host.Name, smartHost, StringComparison.Ordinal) ? new(isRequired || question.Demand == MessageTls.Required ? Required : TlsRequirement.Opportunistic) : others.RequireAsync(question, cancellationToken);

    /// <summary>Puts the policy before the one that is registered.</summary>
    public static void Register(IServiceCollection services, string host, bool isRequired)
    {
        ServiceDescriptor? before = services.LastOrDefault(static service => service.ServiceType == typeof(IDeliveryTlsPolicy) && !service.IsKeyedService);
        Func<IServiceProvider, IDeliveryTlsPolicy> others = before switch
        {
            null => static _ => new OpportunisticTlsPolicy(),
            { ImplementationInstance: IDeliveryTlsPolicy instance } => _ => instance,
            { ImplementationFactory: { } factory } => provider => (IDeliveryTlsPolicy)factory(provider),
            _ => provider => (IDeliveryTlsPolicy)ActivatorUtilities.CreateInstance(provider, before.ImplementationType!),
        };
        services.AddSingleton<IDeliveryTlsPolicy>(provider => new SmartHostTlsPolicy(host, isRequired, others(provider)));
    }
}
