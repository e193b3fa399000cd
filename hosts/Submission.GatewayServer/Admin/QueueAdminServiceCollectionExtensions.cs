using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Admin;

namespace Submission.GatewayServer.Admin;

/// <summary>Registers what the gateway answers operators.</summary>
internal static class QueueAdminServiceCollectionExtensions
{
    /// <summary>Registers the resources of the queue; they need an <see cref="Submission.Gateway.Queue.IMessageQueue"/>.</summary>
    public static IServiceCollection AddQueueAdmin(this IServiceCollection services) =>
        services.AddSingleton<IAdminResource, QueueResource>().AddSingleton<IAdminResource, DomainsResource>();
}
