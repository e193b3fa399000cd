using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Grpc.Calls;
using Submission.Grpc.Reservations;
using Submission.Grpc.Security;
using Submission.Hosting.Accounts;
using Submission.Hosting.Certificates;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;
using Submission.Hosting.Reloading;

namespace Submission.Grpc.Composition;

/// <summary>Registers the gRPC service.</summary>
internal static class SubmissionGrpcServiceCollectionExtensions
{
    /// <summary>Registers the service with its policy, and puts its listeners on Kestrel.</summary>
    /// <exception cref="Hosting.HostStartException">It is to listen where it must not.</exception>
    public static IServiceCollection AddSubmissionGrpc(this IServiceCollection services, SubmissionOptions options)
    {
        EndpointRules.Check(options);
        services.AddSubmissionHost(options, HostView.Everything);
        services.AddSingleton(provider => new PolicyServices(
            provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<SessionAccounts>(), options.Grpc, options.DataDirectory ?? Path.GetTempPath(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Sessions")));
        services.AddSingleton(provider => new ReservationTable(
            options.Grpc.Reservations, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ReservationTable>>()));
        services.AddSingleton<PolicyServiceEndpoint>();
        AddSecurity(services, options);
        AddCalls(services, options.Grpc);
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new GrpcKestrel(options.Grpc, provider));
        return services;
    }

    /// <summary>Maps the calls.</summary>
    public static void MapSubmissionGrpc(this WebApplication application, SubmissionOptions options)
    {
        if (options.Grpc.TokenFile is not null) application.UseMiddleware<TokenCheck>();
        if (options.Grpc.Reflection)
        {
            application.UseSwagger(static swagger => swagger.RouteTemplate = "openapi/{documentName}.json");
            application.MapGrpcReflectionService();
        }

        application.MapGrpcService<PolicyServiceEndpoint>();
        application.MapGrpcHealthChecksService();
    }

    private static void AddSecurity(IServiceCollection services, SubmissionOptions options)
    {
        if (options.Grpc.TokenFile is { } tokens) AddReloadable(services, provider => new TokenFile(tokens, provider.GetRequiredService<ILogger<TokenFile>>()));
        if (options.Grpc.ClientCertificateAuthority is { } authority)
            AddReloadable(services, provider => new ClientAuthorities(authority, provider.GetRequiredService<ILogger<ClientAuthorities>>()));
        if (options.Certificate.Path is { } certificate)
            AddReloadable(services, provider => new CertificateFile(certificate, options.Certificate.KeyPath, provider.GetRequiredService<ILogger<CertificateFile>>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddReloadable<T>(IServiceCollection services, Func<IServiceProvider, T> open)
        where T : class, IReloadable
    {
        services.AddSingleton(open);
        services.AddSingleton<IReloadable>(static provider => provider.GetRequiredService<T>());
    }

    private static void AddCalls(IServiceCollection services, GrpcOptions options)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.RequestSize;
            grpc.Interceptors.Add<CallInterceptor>();
        }).AddJsonTranscoding();
        services.AddGrpcHealthChecks(static health => health.Services.Map("submission.policy.v1.PolicyService", static _ => true)).AddCheck<CountersCheck>("counters");
        if (!options.Reflection) return;
        services.AddGrpcReflection();
        services.AddGrpcSwagger();
        services.AddSwaggerGen(PolicyDocument.Describe);
    }
}
