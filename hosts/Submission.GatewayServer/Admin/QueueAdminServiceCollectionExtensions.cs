using Microsoft.Extensions.DependencyInjection;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Signing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.MtaSts;
using Submission.GatewayServer.Console;
using Submission.Hosting.Admin;
using Submission.Policy.Lookups;
using Submission.Trust.Advice;

namespace Submission.GatewayServer.Admin;

/// <summary>Registers what the gateway answers operators.</summary>
internal static class QueueAdminServiceCollectionExtensions
{
    /// <summary>Registers the resources of the queue; they need an <see cref="IMessageQueue"/>.</summary>
    public static IServiceCollection AddQueueAdmin(this IServiceCollection services) =>
        services.AddSingleton<IAdminResource, QueueResource>().AddSingleton<IAdminResource, DomainsResource>()
            .AddSingleton(static provider => new QueueFigures(provider.GetRequiredService<IMessageQueue>(), provider.GetService<TimeProvider>() ?? TimeProvider.System))
            .AddSingleton<IAdminHealthPart, GatewayHealth>();

    /// <summary>Registers the advice for domains, by the resolver of delivery and the keys of signatures; it connects to no mail server.</summary>
    /// <param name="services">The services.</param>
    /// <param name="usual">What is advised where a request says nothing.</param>
    public static IServiceCollection AddAdviceAdmin(this IServiceCollection services, AdviceOptions usual) => services
        .AddSingleton(static provider => new DomainAdvisor(provider.GetRequiredService<IDnsRecordResolver>()))
        .AddSingleton<IAdminResource>(provider => new AdviceResource(provider.GetRequiredService<DomainAdvisor>(), usual, provider.GetService<DkimDomains>()));

    /// <summary>Registers the keys of signatures; they need the services of <c>AddDkimSigning</c>.</summary>
    public static IServiceCollection AddDkimAdmin(this IServiceCollection services) => services.AddSingleton<IAdminResource, DkimResource>();

    /// <summary>Registers how mail for a domain would be protected; it needs an <see cref="IRouteResolver"/>, an <see cref="IDeliveryTlsPolicy"/> and an <see cref="IDnsRecordResolver"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="hostname">What is said in EHLO where the servers are connected to.</param>
    public static IServiceCollection AddTlsAdmin(this IServiceCollection services, string hostname) => services.AddSingleton<IAdminResource>(provider => new TlsResource(
        provider.GetRequiredService<IRouteResolver>(), provider.GetRequiredService<IDeliveryTlsPolicy>(), provider.GetRequiredService<IDnsRecordResolver>(), provider.GetService<MtaStsPolicies>(),
        new TlsProbe(hostname, provider.GetService<TimeProvider>() ?? TimeProvider.System)));
}
