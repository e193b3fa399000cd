using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Submission.Hosting.Configuration;
using Submission.Hosting.Tests.EndToEnd;
using Submission.Hosting.Running;
using Submission.SmtpServer;
using Submission.Hosting.Demo;
using Submission.SmtpServer.Demo;

namespace Submission.Hosting.Tests.Hosts;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_MailOfTheBanner_IsShownWhereItWasAcceptedAndRefusedInTheReferencesWords()
    {
        using var output = new StringWriter();
        await using DemoSink sink = await DemoSink.StartAsync(output);
        SubmissionConfiguration read = Read(sink.EndPoint, "127.0.0.1:0");
        Assert.Empty(read.Errors);
        await using WebApplication server = HostApplication.Build(SmtpServerHost.Description, new ConfigurationBuilder().Build(), read.Options, isDemo: true);
        await HostApplication.StartAsync(SmtpServerHost.Description, server, read.Options);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(
            new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port), DemoAccounts.FirstLogin, DemoAccounts.FirstPassword);

        string accepted = await talk.SendAsync(DemoAccounts.FirstLogin, "friend@example.net", "Subject: \e[31mred\r\n\r\nHello\r\n");
        string refusedSender = await talk.SendAsync(DemoAccounts.SecondLogin, "friend@example.net");
        string refusedRecipient = await talk.SendAsync(DemoAccounts.FirstLogin, $"friend@{DemoDns.Missing}");
        await talk.SayAsync("RSET");
        string deferred = await talk.SendAsync(DemoAccounts.FirstLogin, $"friend@{DemoDns.Broken}");

        Assert.Matches("^250 2\\.0\\.0 [0-9A-Za-z]{22} accepted$", accepted);
        Assert.Equal("550 5.1.0 <eva@example.com> sender rejected", refusedSender);
        Assert.Matches("^550 5\\.1\\.1 [0-9A-Za-z]{22} invalid destination domain <friend@nosuch\\.example>$", refusedRecipient);
        Assert.StartsWith("451 4.4.3 ", deferred, StringComparison.Ordinal);
        string shown = output.ToString();
        Assert.Contains($"--- arrived: {accepted.Split(' ')[2]}, ", shown, StringComparison.Ordinal);
        Assert.Contains("Subject: ?[31mred", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown);
    }

    [Fact]
    public void Demo_ListenerThatOthersCanReach_IsRefused() =>
        Assert.Contains("loopback only", Assert.Single(Read(new IPEndPoint(IPAddress.Loopback, 25), "0.0.0.0:2525").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Start_PortThatIsTaken_SaysWhichAndHowToChooseAnother()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        SubmissionConfiguration read = Read(new IPEndPoint(IPAddress.Loopback, 25), taken.LocalEndpoint.ToString()!);
        await using WebApplication server = HostApplication.Build(SmtpServerHost.Description, new ConfigurationBuilder().Build(), read.Options, isDemo: true);

        HostStartException refused = await Assert.ThrowsAsync<HostStartException>(() => HostApplication.StartAsync(SmtpServerHost.Description, server, read.Options));

        Assert.Equal([$"{taken.LocalEndpoint} is taken by another program. Choose another with --Submission:Listeners:0:Endpoint=ADDRESS:PORT."], refused.Errors);
    }

    [Fact]
    public void Banner_Demo_NamesAccountsPortsAndCommands()
    {
        using var output = new StringWriter();

        DemoBanner.Write(output, Read(new IPEndPoint(IPAddress.Loopback, 25), endpoint: null).Options, ["http://127.0.0.1:2587", "http://unix:/tmp/x/admin.sock"]);

        Assert.Contains("swaks --server 127.0.0.1:2587 --tls --auth PLAIN --auth-user jan.novak@domena.cz --auth-password jan-demo", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("implicit TLS 127.0.0.1:2465", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("submission-policy explain ID --socket /tmp/x/admin.sock", output.ToString(), StringComparison.Ordinal);
    }

    private static SubmissionConfiguration Read(IPEndPoint nextHop, string? endpoint)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:NextHop"] = nextHop.ToString(), ["Submission:Admin:Socket"] = "none" };
        if (endpoint is not null) settings["Submission:Listeners:0:Endpoint"] = endpoint;
        return DemoConfiguration.Restrict(
            SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), SubmissionHosts.SmtpServer, ProvidedParts.Accounts | ProvidedParts.Certificate),
            SmtpServerHost.Description);
    }
}
