using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Hosting.Running;

namespace Submission.GatewayServer.Demo;

/// <summary>The internet of the demo: one mail server on loopback that stands for all, and a folder for the queue that ends with it.</summary>
internal sealed class DemoInternet : IAsyncDisposable
{
    private readonly DemoSink _sink;
    private readonly DirectoryInfo _folder;

    private DemoInternet(DemoSink sink, DirectoryInfo folder)
    {
        _sink = sink;
        _folder = folder;
    }

    public static async Task<HostDemo> StartAsync(TextWriter output)
    {
        DemoSink sink = await DemoSink.StartAsync(output, Refuse);
        var internet = new DemoInternet(sink, Directory.CreateTempSubdirectory("submission-gateway-demo-"));
        return new HostDemo(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [Key(nameof(SubmissionOptions.Hostname))] = "smtp.demo.example",
                [Key(nameof(SubmissionOptions.DataDirectory))] = internet._folder.FullName,
                [Key("Delivery:SmartHost")] = sink.EndPoint.ToString(),
                // Who tries a demo does not wait for five minutes.
                [Key("Delivery:FirstRetry")] = "20s",
                [Key("Notices:Wait")] = "1s",
                [Key("Console:Endpoint")] = "127.0.0.1:9925",
            },
            internet);
    }

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Key(string name) => $"{SubmissionOptions.Section}:{name}";

    private static SmtpReply? Refuse(EmailAddress recipient) => recipient.DomainText switch
    {
        DemoDns.Refusing => new SmtpReply(550, new EnhancedStatus(5, 1, 1), $"<{recipient}> no such user here"),
        DemoDns.Deferring => new SmtpReply(451, new EnhancedStatus(4, 2, 1), $"<{recipient}> mailbox busy, try again later"),
        _ => null,
    };
}
