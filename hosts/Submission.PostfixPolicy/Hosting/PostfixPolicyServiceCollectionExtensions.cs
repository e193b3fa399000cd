using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting.Accounts;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Hosting.Listening;
using Submission.PostfixPolicy.Server;
using Submission.PostfixPolicy.Sessions;

namespace Submission.PostfixPolicy.Hosting;

/// <summary>Registers the Postfix policy service.</summary>
internal static class PostfixPolicyServiceCollectionExtensions
{
    /// <summary>Registers the service and what every host has, and puts its endpoints on Kestrel. What is registered before stays.</summary>
    /// <param name="services">The services of a web application on Kestrel.</param>
    /// <param name="options">Options without errors.</param>
    public static IServiceCollection AddPostfixPolicy(this IServiceCollection services, SubmissionOptions options)
    {
        var settings = PostfixPolicySettings.From(options);
        services.AddSubmissionHost(options, settings.View);
        services.AddSingleton(settings);
        services.AddSingleton(static provider => new SessionServices(
            provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<SessionAccounts>(), provider.GetService<PostfixQueueHistory>(),
            provider.GetRequiredService<PostfixPolicySettings>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.PostfixPolicy")));
        services.AddSingleton<PolicyServer>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new EndpointListeners(
            $"{SubmissionOptions.Section}:{nameof(SubmissionOptions.PostfixPolicy)}:{nameof(PostfixPolicyOptions.Endpoints)}",
            options.PostfixPolicy.Endpoints, options.PostfixPolicy.SocketMode, provider.GetRequiredService<UnixSockets>(),
            (listen, _) => ((IConnectionBuilder)listen).Run(provider.GetRequiredService<PolicyServer>().OnConnectedAsync)));
        // A decision is a matter of microseconds: what hands the connection to another thread costs more than the answer.
        services.Configure<SocketTransportOptions>(static transport => transport.UnsafePreferInlineScheduling = true);
        return services;
    }
}
