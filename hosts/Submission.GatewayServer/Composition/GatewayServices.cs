using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.GatewayServer.Admin;
using Submission.GatewayServer.Console;
using Submission.GatewayServer.Outlet;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Hosting.Outlets;
using Submission.Hosting.Reloading;

namespace Submission.GatewayServer.Composition;

/// <summary>Registers the gateway: the SMTP server that all SMTP hosts share, the queue as its outlet, and delivery.</summary>
internal static class GatewayServices
{
    // Beside the time for which sessions and attempts may go on: closing connections and the queue.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(1.5);

    /// <summary>Registers the gateway.</summary>
    /// <exception cref="Hosting.HostStartException">A file that the options name cannot be used.</exception>
    public static IServiceCollection AddGatewayServer(this IServiceCollection services, SubmissionOptions options)
    {
        SmtpServices.Add(services, options, keepsRequireTls: true);
        services.AddSingleton<IMailOutlet>(static provider => new QueueOutlet(provider.GetRequiredService<MailGateway>()));
        services.AddSingleton<IMessageQueue>(provider => QueueOpening.Open(options, provider));
        services.AddQueueAdmin().AddAdviceAdmin(AdviceSettings.From(options)).AddTlsAdmin(options.Hostname!);
        services.AddSigning(options);
        AddRoutes(services, options);
        services.AddSubmissionGateway(GatewaySettings.From(options));
        AddConsole(services, options);
        // Delivery is told to stop once the last session has ended.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.DrainTimeout + options.Delivery.DrainTimeout + StopMargin);
        return services;
    }

    private static void AddRoutes(IServiceCollection services, SubmissionOptions options)
    {
        DnsResolvers.Add(services, options);
        if (options.Delivery.MtaSts.Enabled) services.AddMtaSts(MtaStsSettings.From(options));
        services.AddDeliveryTls(TlsSettings.From(options));
        if (options.Delivery.TlsReports.Contact is { } contact) services.AddTlsReporting(TlsReportSettings.From(options, contact));
        services.AddDeliveryRoutes(RoutingSettings.From(options));
        if (options.Delivery.Policy is { } policy)
            services.AddSingleton<IReloadable>(provider => new DeliveryPolicyReload(provider.GetRequiredService<DeliveryPolicyFile>(), policy));
    }

    private static void AddConsole(IServiceCollection services, SubmissionOptions options)
    {
        if (options.Console.Endpoint is not { } endpoint) return;
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(new ConsoleListener(endpoint));
        services.AddSingleton<HealthEndpoint>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("submission-gateway", serviceVersion: HealthEndpoint.Version, serviceInstanceId: options.Hostname))
            .WithMetrics(static metrics => metrics.AddMeter("Submission.Policy", "Submission.Smtp", "Submission.Gateway").AddPrometheusExporter());
    }
}
