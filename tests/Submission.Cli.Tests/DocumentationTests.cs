using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Submission.Admin;
using Submission.Cli.Tests.Admin;
using Submission.Cli.Tests.Advise;
using Submission.Cli.Tests.Queue;
using Submission.Gateway.Signing;
using Submission.GatewayServer.Admin;
using Submission.Policy.Lookups;
using Submission.Tests.Peers;

namespace Submission.Cli.Tests;

/// <summary>Runs the pages of docs/ that show the tool. Commands that ask a host find one that answers with examples, or one with a queue.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public async Task Page_OfTheTool_PrintsWhatTheToolPrints()
    {
        await using AdminHost host = await StartHostAsync();
        await ConsolePage.CheckAsync("cli.md", host.Socket);
    }

    [Fact]
    public async Task Page_OfTheQueue_PrintsWhatAGatewayAnswers()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(DateTimeOffset.UtcNow - StuckMail.Age);
        await StuckMail.AddToAsync(gateway);
        await ConsolePage.CheckAsync("queue-operations.md", gateway.Socket);
    }

    [Fact]
    public async Task Page_OfAdvice_PrintsWhatANameServerHolds()
    {
        await using NsdProcess server = await AdviceZone.StartAsync();
        await ConsolePage.CheckAsync("advice.md", "", ("DNS", server.EndPoint.ToString()));
    }

    [Fact]
    public async Task Page_OfDkim_PrintsWhatAGatewayAnswers()
    {
        const string zone = "$ORIGIN example.org.\n$TTL 60\n@ IN SOA ns.elsewhere.example. root.elsewhere.example. 1 3600 600 86400 60\n@ IN NS ns.elsewhere.example.\n";
        await using NsdProcess server = await NsdProcess.StartAsync(new Dictionary<string, string?> { ["example.org"] = zone });
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dkim-");
        var options = new DkimSigningOptions
        {
            KeyDirectory = Path.Combine(folder.FullName, "dkim"),
            Records = new DnsRecordResolver(new DnsLookupOptions { Servers = [server.EndPoint] }),
            NameServers = ["ns1.hosting.example"],
        };
        await using (RunningHost host = await RunningHost.StartAsync(RunningHost.SmallPolicy, services => services.AddDkimSigning(_ => options).AddDkimAdmin()))
            await ConsolePage.CheckAsync("dkim.md", host.Socket);
        folder.Delete(recursive: true);
    }

    private static Task<AdminHost> StartHostAsync() => AdminHost.StartAsync(static context =>
    {
        // Half a second is what the tool may take, without another second being shown.
        var examples = new AdminExamples(DateTimeOffset.UtcNow.AddSeconds(0.5));
        return context.Request.Path.Value switch
        {
            "/v1/blocks" => AdminHost.AnswerAsync(context, JsonSerializer.Serialize(examples.Blocks, AdminJson.Default.AdminBlocks)),
            "/v1/limits/jan@domena.cz" => AdminHost.AnswerAsync(context, JsonSerializer.Serialize(examples.Limits, AdminJson.Default.AdminLimits)),
            $"/v1/decisions/{AdminExamples.Id}" => AdminHost.AnswerAsync(context, JsonSerializer.Serialize(examples.Decision, AdminJson.Default.AdminDecision)),
            _ when context.Request.Path.StartsWithSegments("/v1/queue", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/v1/domains", StringComparison.Ordinal) =>
                QueueExamples.AnswerAsync(context),
            "/v1/health" => AdminHost.AnswerAsync(context, JsonSerializer.Serialize(examples.Health, AdminJson.Default.AdminHealth)),
            string path when path.EndsWith("/lift", StringComparison.Ordinal) || path.EndsWith("/reset", StringComparison.Ordinal) =>
                AdminHost.AnswerAsync(context, JsonSerializer.Serialize(new AdminChange(path.Split('/')[3], null, 1), AdminJson.Default.AdminChange)),
            _ => AdminHost.AnswerAsync(context, JsonSerializer.Serialize(new AdminProblem("No such decision", 404, "There is no record of it."), AdminJson.Default.AdminProblem), 404),
        };
    });
}
