using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A host tests its block lists when it starts, and names those that are not in use by their rules.</summary>
public sealed class BlocklistWatchTests : IAsyncLifetime
{
    private const string Key = "k3yk3yk3yk3yk3yk3yk3yk3yk3";
    private const string Policy = $$"""
        policy: lists
        language: 1
        about: Asks a block list.
        rules: [listed]
        ---
        rule: listed
        about: Nobody who is listed.
        stage: connect
        dnsbl: { zone: {{Key}}.sbl.dq.example }
        reply: 554 5.7.1 {id} {ip} is listed
        on-error: accept
        """;

    private readonly DnsRelay _dns = new(new IPEndPoint(IPAddress.Loopback, 9));
    private ScriptedNextHop _hop = null!;

    public ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _hop.DisposeAsync();
        await _dns.DisposeAsync();
    }

    [Theory]
    [InlineData("127.0.0.2", "the list holds 127.0.0.1")]
    [InlineData("127.255.255.252", "the list answers with the error 127.255.255.252")]
    [InlineData("127.255.255.254", "the list answers with the error 127.255.255.254")]
    [InlineData("127.255.255.250", "the list answers with the error 127.255.255.250")]
    [InlineData("127.255.255.251", "the list answers with the error 127.255.255.251")]
    public async Task Start_B2_B7_B8_B9_ListThatAnswersEverything_RefusesNobodyAndIsNamedWithoutItsKey(string everything, string why)
    {
        _dns.Answer = (_, query) => Listing(query, IPAddress.Parse(everything));
        using var told = new Telemetry();
        await using TestServer server = await StartAsync();
        await SeenAsync(server, $"Warning The block list of the rule listed is not in use, for it does not pass its test: {why}. It is tested again each minute");

        Assert.StartsWith("220 ", await ConnectAsync(server), StringComparison.Ordinal);
        Assert.Contains(server.Log, line => line.Contains("rule listed: ", StringComparison.Ordinal));
        Assert.Contains("smtp.blocklists.unused 1 ", told.Texts);
        Assert.Contains("submission.policy.unavailable 1 [rule, listed]", told.Texts);
        Assert.DoesNotContain(server.Log, static line => line.Contains(Key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(told.Texts, static text => text.Contains(Key, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Start_B7_ListThatPassesItsTest_IsInUse()
    {
        _dns.Answer = static (question, query) => question.StartsWith("1.0.0.127.", StringComparison.Ordinal) ? DnsRelay.NoSuchName(query) : Listing(query, new IPAddress([127, 0, 0, 2]));
        await using TestServer server = await StartAsync();
        await SeenAsync(server, "Information The block list of the rule listed passes its test and is in use");

        Assert.Matches("^554 5\\.7\\.1 [0-9A-Za-z]{22} 11\\.0\\.0\\.1 is listed$", await ConnectAsync(server));
    }

    private Task<TestServer> StartAsync()
    {
        var options = new DnsLookupOptions { Servers = [_dns.EndPoint], QueryTimeout = TimeSpan.FromSeconds(30), BlocklistBudget = TimeSpan.FromSeconds(30) };
        return TestServer.StartAsync(
            _hop.EndPoint,
            Policy,
            static settings => settings.TrustedProxies.Add(IPNetwork.Parse("127.0.0.0/8")),
            replace: services => services.AddSingleton<IDnsBlocklistResolver>(new CheckedBlocklistResolver(options)));
    }

    private static async Task<string> ConnectAsync(TestServer server)
    {
        using SmtpTalk talk = await SmtpTalk.ConnectAsync(server.StartTls);
        await talk.WriteAsync("PROXY TCP4 11.0.0.1 192.0.2.1 40000 587\r\n");
        return await talk.ReadAsync();
    }

    private static async Task SeenAsync(TestServer server, string line)
    {
        for (int i = 0; i < 3000 && !server.Log.Contains(line); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Contains(line, server.Log);
    }

    private static byte[] Listing(byte[] query, IPAddress answer)
    {
        int questionEnd = Array.IndexOf(query, (byte)0, 12) + 5;
        byte[] header = [query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        return [.. header, .. query[12..questionEnd], 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. answer.GetAddressBytes()];
    }
}
