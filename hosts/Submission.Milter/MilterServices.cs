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
using Submission.Milter.Server;
using Submission.Milter.Sessions;

namespace Submission.Milter;

/// <summary>Registers the milter.</summary>
internal static class MilterServices
{
    // The mail server has answered AUTH before a milter hears of it.
    private static readonly HostView View = new()
    {
        Stages = PolicyStages.Connect | PolicyStages.Helo | PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message,
        Sight = HostSight.All & ~HostSight.FailedAuthentication,
    };

    /// <summary>Registers what every host has, the milter itself, and its listeners on Kestrel.</summary>
    public static IServiceCollection AddSubmissionMilter(this IServiceCollection services, SubmissionOptions options)
    {
        services.AddSubmissionHost(options, View);
        services.AddSingleton(provider => new MilterSessionServices(
            options.Hostname!, provider.GetRequiredService<SessionAccounts>(), provider.GetRequiredService<DeliveryReports>(), provider.GetService<PostfixQueueHistory>(),
            provider.Clock(), provider.Logger("Submission.Sessions")));
        services.AddSingleton(provider => new MilterConnectionHandler(
            provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<MilterSessionServices>(), MilterLimits.From(options), provider.Clock(),
            provider.GetRequiredService<ILogger<MilterConnectionHandler>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new EndpointListeners(
            $"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Milter)}:{nameof(MilterOptions.Endpoints)}", options.Milter.Endpoints, options.Milter.SocketMode,
            provider.GetRequiredService<UnixSockets>(), (listen, _) => listen.Run(provider.GetRequiredService<MilterConnectionHandler>().OnConnectedAsync)));
        // An answer is mostly known at once: what would hand it from thread to thread costs more than the answer.
        services.Configure<SocketTransportOptions>(static transport => transport.UnsafePreferInlineScheduling = true);
        return services;
    }
}
