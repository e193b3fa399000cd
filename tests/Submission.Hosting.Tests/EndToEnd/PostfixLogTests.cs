using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A real Postfix refuses passwords, and the policy of a host beside it counts them (check 4).</summary>
public sealed class PostfixLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("File", "{0}")]
    [InlineData("Command", "tail --lines=+1 --follow=name {0}")]
    public async Task Postfix_ElevenWrongPasswords_CloseTheDoorToThatAddressOnly(string key, string value)
    {
        await using PostfixPeer postfix = await StartPostfixAsync();
        using IHost host = await StartAsync(key, string.Format(null, CompositeFormat.Parse(value), postfix.LogFile));
        PolicyEngine engine = host.Services.GetRequiredService<PolicyEngine>();
        for (int i = 0; i < 10; i++) Assert.Equal(28, await SwaksAsync(postfix.EndPoint, "198.51.100.7", i % 2 == 0 ? "PLAIN" : "LOGIN"));
        await UntilAsync(() => FailuresOf(host, "198.51.100.7") == 10, postfix);
        Assert.True((await ConnectAsync(engine, "198.51.100.7")).IsAccepted);

        Assert.Equal(28, await SwaksAsync(postfix.EndPoint, "198.51.100.7", "PLAIN"));
        await UntilAsync(() => FailuresOf(host, "198.51.100.7") == 11, postfix);

        Verdict verdict = await ConnectAsync(engine, "198.51.100.7");
        Assert.Equal(VerdictKind.Close, verdict.Kind);
        Assert.Matches("^554 5.1.0 [0-9A-Za-z]{22} Connection refused from 198.51.100.7. Too many authorization failures from this IP, try again later.$", verdict.Reply?.ToString());
        Assert.True((await ConnectAsync(engine, "198.51.100.8")).IsAccepted);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Postfix_WhatNoPasswordWasRefusedIn_IsNotCounted()
    {
        await using PostfixPeer postfix = await StartPostfixAsync();
        using IHost host = await StartAsync("File", postfix.LogFile);
        await using SmtpWire wire = await SmtpWire.GreetAsync(postfix.EndPoint);
        await wire.EncryptAsync();
        await wire.AskAsync("XCLIENT ADDR=198.51.100.7");
        await wire.AskAsync("EHLO x: SASL PLAIN authentication failed: y");
        Assert.StartsWith("235 ", await wire.AskAsync(Plain("right")), StringComparison.Ordinal);
        await using SmtpWire other = await SmtpWire.GreetAsync(postfix.EndPoint);
        await other.EncryptAsync();
        await other.AskAsync("XCLIENT ADDR=IPV6:2001:db8::7");
        await other.AskAsync("EHLO client.example");
        await other.AskAsync("AUTH LOGIN");
        Assert.StartsWith("501 ", await other.AskAsync("*"), StringComparison.Ordinal);
        Assert.StartsWith("535 ", await other.AskAsync("AUTH FOO"), StringComparison.Ordinal);
        await other.AskAsync("MAIL FROM:<warning: unknown[198.51.100.7]: SASL LOGIN authentication failed: x@b>");
        Assert.StartsWith("535 ", await other.AskAsync(Plain("wrong")), StringComparison.Ordinal);

        // Lines come in their order: when the last one has been counted, all before it have been read.
        await UntilAsync(() => FailuresOf(host, "2001:db8::7") == 1, postfix);
        Assert.Equal(0, FailuresOf(host, "198.51.100.7"));
        await host.StopAsync(Token);
    }

    // An attack from many addresses: as fast as the log grows, and none is lost.
    [Fact]
    public async Task Log_BurstOfFailures_CountsEachOfThem()
    {
        string file = Path.GetTempFileName();
        File.WriteAllLines(file, ["Nov 25 08:52:38 mx postfix/smtpd[1]: warning: unknown[192.0.2.1]: SASL PLAIN authentication failed: authentication failure, sasl_username=jan@domena.cz"]);
        using IHost host = await StartAsync("File", file);
        File.AppendAllLines(file, Enumerable.Range(0, 5000).Select(static i =>
            $"Nov 25 08:52:38 mx postfix/smtpd[1]: warning: unknown[192.0.2.{i % 5 + 1}]: SASL PLAIN authentication failed: authentication failure, sasl_username=jan@domena.cz"));

        for (int i = 0; i < 2000 && Enumerable.Range(1, 5).Any(client => FailuresOf(host, $"192.0.2.{client}") < 1000); i++) await Task.Delay(10, Token);

        Assert.All(Enumerable.Range(1, 5), client => Assert.Equal(1000, FailuresOf(host, $"192.0.2.{client}")));
        await host.StopAsync(Token);
        File.Delete(file);
    }

    private static Task<PostfixPeer> StartPostfixAsync() =>
        PostfixPeer.StartAsync(new PostfixPeerOptions { Accounts = new Dictionary<string, string> { ["jan@domena.cz"] = "right" }, Service = ["syslog_name=postfix/submission"] });

    private static string Plain(string password) => "AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0jan@domena.cz\0{password}"));

    // The exit code: 28 where AUTH was refused.
    private static async Task<int> SwaksAsync(IPEndPoint server, string client, string mechanism)
    {
        var start = new ProcessStartInfo("swaks", $"--server {server.Address} --port {server.Port} --tls --xclient-addr {client} --auth {mechanism} --auth-user jan@domena.cz --auth-password wrong --quit-after AUTH")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }

    private static async Task<IHost> StartAsync(string key, string value)
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Submission:Hostname"] = "smtp.example",
            [$"Submission:PostfixLog:{key}"] = value,
            ["Submission:PostfixLog:Interval"] = "20ms",
        }).Build();
        SubmissionConfiguration configuration = SubmissionConfiguration.Read(settings, SubmissionHosts.PostfixPolicy, ProvidedParts.None);
        Assert.Empty(configuration.Errors);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        var log = new RecordingLoggerProvider();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information);
        var dns = new DemoDns();
        var scanners = new ScriptedScanners();
        builder.Services.AddSingleton(log).AddSingleton<IMailDomainResolver>(dns).AddSingleton<IDnsBlocklistResolver>(dns).AddSingleton<ICountryLookup>(new DemoCountries())
            .AddSingleton<IVirusScanner>(scanners).AddSingleton<ISpamScanner>(scanners);
        builder.Services.AddSubmissionHost(configuration.Options, HostView.Everything);
        IHost host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private static async Task<Verdict> ConnectAsync(PolicyEngine engine, string client)
    {
        await using PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse(client)));
        return await session.ConnectAsync(Token);
    }

    private static int FailuresOf(IHost host, string client) =>
        host.Services.GetRequiredService<RecordingLoggerProvider>().Lines.Count(line => line.Contains($"Auth WrongPassword rule=", StringComparison.Ordinal) && line.Contains($"client={client} login=jan@domena.cz", StringComparison.Ordinal));

    // Postfix and its log take their time, which no clock of the test can shorten.
    private static async Task UntilAsync(Func<bool> condition, PostfixPeer postfix)
    {
        for (int i = 0; i < 2000 && !condition(); i++) await Task.Delay(10, Token);
        Assert.True(condition(), postfix.Log());
    }
}
