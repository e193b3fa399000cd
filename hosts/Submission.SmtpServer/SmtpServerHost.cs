using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Hosting.Running;
using Submission.SmtpServer.Demo;

namespace Submission.SmtpServer;

/// <summary>The SMTP server as a program.</summary>
internal static class SmtpServerHost
{
    public static HostDescription Description { get; } = new()
    {
        Host = SubmissionHosts.SmtpServer,
        Program = "submission-smtp-server",
        About = "Takes mail by SMTP, judges it by a policy, and hands what is accepted to the next hop.",
        AboutDemo = "two accounts, a certificate, DNS answers, scanners and a next hop of its own, on loopback",
        Protocol = "SMTP",
        HasDemoCertificate = true,
        AddServices = static (services, options) => services.AddSubmissionSmtp(options),
        Listeners = static options => options.Listeners.Select(static (listener, index) => new HostListener(
            ListenEndpoint.Of(listener.Endpoint!), $"Listeners:{index}:Endpoint", listener.Tls == ListenerTls.Implicit ? ", implicit TLS" : ", STARTTLS")),
        WriteBanner = DemoBanner.Write,
        StartDemoAsync = StartDemoAsync,
    };

    private static async Task<HostDemo> StartDemoAsync(TextWriter output)
    {
        DemoSink sink = await DemoSink.StartAsync(output);
        return new HostDemo(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [$"{SubmissionOptions.Section}:{nameof(SubmissionOptions.NextHop)}"] = sink.EndPoint.ToString(),
                [$"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Hostname)}"] = "smtp.demo.example",
            },
            sink);
    }
}
