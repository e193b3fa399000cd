using System.Net;
using System.Text;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

public sealed class RspamdFaultTests : ScannerFaultTests
{
    private const string CleanJson = """{"score":0.0,"required_score":15.0,"action":"no action","symbols":{}}""";

    private protected override string Name => "rspamd";

    private protected override string CleanAnswer => Http(CleanJson);

    private protected override IEnumerable<string> BadAnswers =>
    [
        "x", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Http(CleanJson).Replace("200 OK", "500 Broken", StringComparison.Ordinal),
        Http(CleanJson).Replace("200 OK", "403 Forbidden", StringComparison.Ordinal), Http(CleanJson).Replace("200 OK", "204 Nothing", StringComparison.Ordinal),
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/checkv2\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sco\r\n", "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000) + "\r\n\r\n",
        Http(""), Http("{"), Http("[]"), Http("null"), Http("\"\""), Http("{}"), Http("""{"score":1.0}"""), Http("""{"action":"no action"}"""),
        Http("""{"score":"0","action":"no action"}"""), Http("""{"score":nan,"action":"no action"}"""), Http("""{"score":1e999,"action":"no action"}"""),
        Http("""{"score":null,"action":"no action"}"""), Http("""{"score":0,"action":""}"""), Http("""{"score":0,"action":7}"""), Http("""{"score":0,"action":"\ud800"}"""),
        Http("""{"score":0,"action":"reject","action":"no action"}"""), Http("""{"score":99,"score":0,"action":"no action"}"""),
        Http("""{"score":0,"action":"no action","symbols":[]}"""), Http("""{"score":0,"required_score":"x","action":"no action"}"""),
        Http(CleanJson + "x"), Http(CleanJson + CleanJson), Http(new string('[', 100)), Http("""{"a":""" + new string('[', 100) + new string(']', 100) + "," + CleanJson[1..]),
        Http("""{"a":" """ + new string('x', 1 << 20) + "\"," + CleanJson[1..]),
    ];

    private protected override string BeginOfEndlessAnswer => "HTTP/1.1 200 OK\r\n\r\n{\"a\":\"";

    [Fact]
    public async Task ScanAsync_Always_TellsWhoSendsToWhom()
    {
        (string Head, byte[] Body) request = ("", []);
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            request = await client.ReadRequestAsync();
            await client.SayAsync(CleanAnswer);
        });
        using RspamdScanner sut = new(new Uri($"http://{server.EndPoint}/"), new RspamdScannerOptions { Password = "geheim" });
        SpamScanRequest scan = Messages.Text("x").Request() with
        {
            HeloName = "a\r\nX-Evil: 1\u0000",
            Account = "jän\r\n\ud800@domena.example",
            Client = IPAddress.Parse("::ffff:192.0.2.7"),
            Sender = EmailAddress.NullReversePath,
            Recipients = [EmailAddress.Parse("eva@cil.example"), EmailAddress.Parse("žofie@háčky.example")],
        };

        Assert.True((await sut.ScanAsync(scan, CancellationToken.None)).IsFound);

        string[] lines = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(request.Head)).Split("\r\n");
        Assert.Equal("POST /checkv2 HTTP/1.1", lines[0]);
        Assert.Equal(
            [
                "Content-Length: " + scan.Content.Length, "From: <>", "Helo: a??X-Evil: 1?", "Host: " + server.EndPoint, "IP: 192.0.2.7", "Password: geheim", "Queue-Id: " + scan.Id,
                "Rcpt: eva@cil.example, žofie@xn--hky-ela4t.example", "User: jän??\ufffd@domena.example",
            ],
            lines[1..].Where(line => line.Length > 0).Order(StringComparer.Ordinal));
        Assert.True(scan.Content.TryGetMemory(out ReadOnlyMemory<byte> content));
        Assert.Equal(content.ToArray(), request.Body);
    }

    [Fact]
    public async Task ScanAsync_ManyRecipients_TellsAsManyAsFit()
    {
        string head = "";
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            head = (await client.ReadRequestAsync()).Head;
            await client.SayAsync(CleanAnswer);
        });
        using RspamdScanner sut = new(new Uri($"http://{server.EndPoint}"));
        EmailAddress[] recipients = [.. Enumerable.Range(0, 5000).Select(i => EmailAddress.Parse($"user{i}@cil.example"))];

        Assert.True((await sut.ScanAsync(Messages.Clean.Request() with { Recipients = recipients }, CancellationToken.None)).IsFound);

        Assert.InRange(head.Length, 32_000, 34_000);
    }

    [Fact]
    public async Task ScanAsync_Refused_SaysHowWithoutThePassword()
    {
        await using ScriptedServer server = ScriptedServer.Start(client => AnswerAndCloseAsync(client, "HTTP/1.1 403 geheim\r\nContent-Length: 0\r\n\r\n"));
        using RspamdScanner sut = new(new Uri($"http://{server.EndPoint}"), new RspamdScannerOptions { Password = "geheim" });

        LookupResult<SpamScan> result = await sut.ScanAsync(Messages.Clean.Request(), CancellationToken.None);

        Assert.Equal($"rspamd at http://{server.EndPoint}: answered HTTP 403", result.Reason);
    }

    private protected override Sut CreateSut(IPEndPoint endpoint, TimeSpan scanTime)
    {
        RspamdScanner sut = new(new Uri($"http://{endpoint}"), new RspamdScannerOptions { ScanTimeout = scanTime }, Clock);
        return new Sut(
            async (content, cancellationToken) =>
            {
                LookupResult<SpamScan> result = await sut.ScanAsync(content.Request(), cancellationToken);
                return new Outcome(result.State, result.Value is { IsSpam: false }, result.Reason);
            },
            () =>
            {
                sut.Dispose();
                return default;
            });
    }

    private protected override Task ReadMessageAsync(ScriptedClient client) => client.ReadRequestAsync();

    private static string Http(string json) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
}
