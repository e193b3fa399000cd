using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Submission.Cli.Tests.Admin;
using Submission.GatewayServer.Admin;
using Submission.Policy.Lookups;
using Submission.Tests.Peers;
using Submission.Trust.Advice;

namespace Submission.Cli.Tests.Advise;

/// <summary>Row 18: the tool and the gateway's admin socket advise a domain by a real name server.</summary>
public sealed class AdviseTests : IAsyncLifetime
{
    private NsdProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdviceZone.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Advise_DomainWithFaults_ShowsTheRecordAndTellsTheShell()
    {
        ToolRun run = await ToolRun.RunAsync("advise", "firma.example", "--include", "_spf.host.example", "--selector", "s1", "--dns", _server.EndPoint.ToString());
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("error: The SPF record of firma.example does not include _spf.host.example. [spf-include-missing]", run.Output, StringComparison.Ordinal);
        Assert.Contains("    firma.example. IN TXT \"v=spf1 mx include:_spf.host.example ~all\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("error: There is no key at s1._domainkey.firma.example. [dkim-missing]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advise_DomainInOrder_IsFine()
    {
        ToolRun run = await ToolRun.RunAsync("advise", "good.example", "--include", "_spf.host.example", "--dns", _server.EndPoint.ToString());
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("Everything is fine.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advise_NoServerAnswers_IsTold()
    {
        ToolRun run = await ToolRun.RunAsync("advise", "good.example", "--dns", FreePort.Find().ToString(), "--json");
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("unknown", run.Json().GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("advise", "no domain")]
    [InlineData("advise", "good.example", "--dns", "localhost")]
    [InlineData("advise", "good.example", "--include", "x")]
    [InlineData("advise", "good.example", "--mx", "x")]
    [InlineData("advise", "good.example", "--selector", "s1=v=DKIM1; p=!")]
    [InlineData("advise", "good.example", "--port", "0")]
    [InlineData("advise", "good.example", "--policy-port", "70000")]
    public async Task Advise_WrongUsage_IsTold(params string[] arguments)
    {
        ToolRun run = await ToolRun.RunAsync(arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("error: '", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_OfTheGateway_IsThatOfTheTool()
    {
        var dns = new DnsRecordResolver(new DnsLookupOptions { Servers = [_server.EndPoint] });
        await using RunningHost host = await RunningHost.StartAsync(RunningHost.SmallPolicy, services => services.AddSingleton<IDnsRecordResolver>(dns).AddAdviceAdmin(new AdviceOptions()));
        ToolRun run = await ToolRun.RunAsync("advise", "firma.example", "--include", "_spf.host.example", "--selector", "s1", "--dns", _server.EndPoint.ToString(), "--json");
        (HttpStatusCode status, JsonElement body) = await GetAsync(host.Socket, "/v1/advice/firma.example?include=_spf.host.example&selectors=s1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(JsonElement.DeepEquals(Without(run.Json()), Without(body)));
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(host.Socket, "/v1/advice/no%20domain")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(host.Socket, "/v1/advice/firma.example?incldue=x")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(host.Socket, "/v1/advice")).Status);
    }

    [Fact]
    public async Task Advise_OfAGateway_IsByItsConfiguration_UnlessSaidOtherwise()
    {
        var dns = new DnsRecordResolver(new DnsLookupOptions { Servers = [_server.EndPoint] });
        var usual = new AdviceOptions { Include = "_spf.host.example", Exchangers = ["mx1.host.example"], Selectors = [new AdviceSelector("s7")], ReportAddress = "reports@host.example" };
        await using RunningHost host = await RunningHost.StartAsync(RunningHost.SmallPolicy, services => services.AddSingleton<IDnsRecordResolver>(dns).AddAdviceAdmin(usual));
        ToolRun run = await ToolRun.RunAsync("advise", "firma.example", "--gateway", "--socket", host.Socket);
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("    firma.example. IN TXT \"v=spf1 mx include:_spf.host.example ~all\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("hint: Mail to firma.example goes to mx.firma.example, and not to our servers. [mx-elsewhere]", run.Output, StringComparison.Ordinal);
        Assert.Contains("    firma.example. IN MX 10 mx1.host.example.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("There is no key at s7._domainkey.firma.example.", run.Output, StringComparison.Ordinal);
        Assert.Contains("rua=mailto:reports@host.example", run.Output, StringComparison.Ordinal);

        run = await ToolRun.RunAsync("advise", "firma.example", "--gateway", "--socket", host.Socket, "--include", "other.example", "--mx", "mx.firma.example", "--selector", "s1", "--reports", "x@firma.example");
        Assert.Contains("include:other.example", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("host.example", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mx-elsewhere", run.Output, StringComparison.Ordinal);
        Assert.Contains("s1._domainkey.firma.example", run.Output, StringComparison.Ordinal);

        run = await ToolRun.RunAsync("advise", "good.example", "--gateway", "--socket", host.Socket + "x");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
    }

    // The proposed id of MTA-STS is the time.
    private static JsonElement Without(JsonElement document) =>
        JsonSerializer.SerializeToElement(document.GetProperty("findings").EnumerateArray().Where(static it => it.GetProperty("topic").GetString() != "mta-sts"));

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, string target)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using HttpResponseMessage response = await http.GetAsync(new Uri("http://localhost" + target), TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }
}
