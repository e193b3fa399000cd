using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Submission.Hosting.Running;

/// <summary>Tells systemd, where it has asked for it (<c>Type=notify</c>, sd_notify(3)), when the host serves and when it stops.</summary>
internal sealed class SystemdNotice(ISystemdNotifier notifier, IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Socket = "NOTIFY_SOCKET";

    /// <summary>Registers it where there is somebody to tell. The socket alone says so: who the parent is, a hardened unit cannot see.</summary>
    public static void Add(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Socket))) return;
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddHostedService<SystemdNotice>();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // All listeners are open by then.
        lifetime.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
