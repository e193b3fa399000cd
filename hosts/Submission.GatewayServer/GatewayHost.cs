using Submission.GatewayServer.Composition;
using Submission.GatewayServer.Console;
using Submission.GatewayServer.Demo;
using Submission.Hosting.Configuration;
using Submission.Hosting.Running;

namespace Submission.GatewayServer;

/// <summary>The gateway as a program.</summary>
internal static class GatewayHost
{
    public static HostDescription Description { get; } = new()
    {
        Host = SubmissionHosts.Gateway,
        Program = "submission-gateway",
        About = "Takes mail by SMTP, judges it by a policy, keeps what is accepted in a queue, and delivers it to the recipients' servers.",
        AboutDemo = "two accounts, a certificate, DNS answers, scanners, a queue and an internet of its own, on loopback",
        Protocol = "SMTP",
        HasDemoCertificate = true,
        Defaults = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // Together with Delivery:DrainTimeout less than the 10 seconds in which a gateway ends.
            [$"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Limits)}:{nameof(SmtpLimitOptions.DrainTimeout)}"] = "4s",
        },
        AddServices = static (services, options) => services.AddGatewayServer(options),
        MapRequests = ConsolePipeline.Map,
        Listeners = Listeners,
        WriteBanner = DemoBanner.Write,
        StartDemoAsync = DemoInternet.StartAsync,
    };

    private static IEnumerable<HostListener> Listeners(SubmissionOptions options)
    {
        IEnumerable<HostListener> smtp = options.Listeners.Select(static (listener, index) => new HostListener(
            ListenEndpoint.Of(listener.Endpoint!), $"Listeners:{index}:Endpoint", listener.Tls == ListenerTls.Implicit ? ", implicit TLS" : ", STARTTLS"));
        return options.Console.Endpoint is { } console ? smtp.Append(new HostListener(ListenEndpoint.Of(console), "Console:Endpoint", ", /health and /metrics", "HTTP")) : smtp;
    }
}
