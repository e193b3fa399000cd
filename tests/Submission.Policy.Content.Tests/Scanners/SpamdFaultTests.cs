using System.Net;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

public sealed class SpamdFaultTests : ScannerFaultTests
{
    private protected override string Name => "spamd";

    private protected override string CleanAnswer => "SPAMD/1.1 0 EX_OK\r\nContent-length: 11\r\nSpam: False ; 0.5 / 5.0\r\n\r\nHAS_SUBJECT";

    private protected override IEnumerable<string> BadAnswers =>
    [
        "x", "\r\n\r\n", "SPAMD/1.1 0 EX_OK\r\n\r\n", "SPAMD/1.1 0 EX_TEMPFAIL\r\nSpam: False ; 0.5 / 5.0\r\n\r\n", "SPAMD/1.0 75 Timeout: (1 second timeout while trying to CHECK)\r\n",
        "SPAMD/1.0 76 Bad header line: (Content-Length mismatch: Expected 9 bytes, got 3 bytes)\r\n", "SPAMD/1.1 69 EX_UNAVAILABLE\r\nSpam: False ; 0.5 / 5.0\r\n\r\n",
        "SPAMD/2.0 0 EX_OK\r\nSpam: False ; 0.5 / 5.0\r\n\r\n", "SPAMC/1.1 0 EX_OK\r\nSpam: False ; 0.5 / 5.0\r\n\r\n", "SPAMD/1.1 -0 EX_OK\r\nSpam: False ; 0.5 / 5.0\r\n\r\n",
        Head("False ; 0.5"), Head("Maybe ; 0.5 / 5.0"), Head("False ; nan / 5.0"), Head("False ; inf / 5.0"), Head("False ; 1e3 / 5.0"), Head("False ; 0,5 / 5,0"), Head("False ; / 5.0"),
        Head("False 0.5 / 5.0"), Head("False ; 0.5 / 5.0 ; 1"), Head("False ; 0.5 / 5.0\r\nSpam: True ; 9.0 / 5.0"), Head("False ; 0.5 / 5.0\r\nContent-length: 5"),
        Head("False ; 0.5 / 5.0\r\nContent-length: -1"), Head("False ; 0.5 / 5.0\r\nContent-length: 0\r\nContent-length: 0"), Head("False ; 0.5 / 5.0\r\nno field"),
        Head("False ; 0.5 / 5.0\r\nContent-length: 0") + "x", "HTTP/1.1 200 OK\r\nSpam: False ; 0.5 / 5.0\r\n\r\n",
    ];

    private protected override string BeginOfEndlessAnswer => Head("False ; 0.5 / 5.0");

    [Theory]
    [InlineData("jan@domena.example", "User: jan@domena.example\r\n")]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("../etc", "")]
    [InlineData("a/b", "")]
    [InlineData("a\r\nX: y", "")]
    [InlineData("jän", "")]
    public async Task ScanAsync_Login_IsSentWhereItIsSafe(string? login, string expected)
    {
        (string Head, byte[] Body) request = default;
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            request = await client.ReadRequestAsync();
            await client.SayAsync(CleanAnswer);
            client.Close();
        });
        await using SpamdScanner sut = new(server.EndPoint);

        Assert.True((await sut.ScanAsync(Messages.Clean.Request() with { Account = login }, CancellationToken.None)).IsFound);

        Assert.Equal($"SYMBOLS SPAMC/1.5\r\nContent-length: {Messages.Clean.Length}\r\n{expected}\r\n", request.Head);
        Assert.True(Messages.Clean.TryGetMemory(out ReadOnlyMemory<byte> content));
        Assert.Equal(content.ToArray(), request.Body);
    }

    [Fact]
    public async Task ScanAsync_RefusedInTheMiddleOfTheUpload_SaysWhy()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(100_000);
            await client.SayAsync("SPAMD/1.0 74 too much\r\n");
            client.Close();
        });
        await using SpamdScanner sut = new(server.EndPoint, new SpamdScannerOptions { MaximumSize = 100_000_000 });

        LookupResult<SpamScan> result = await sut.ScanAsync(StreamedContent.OfLength(30_000_000).Request(), CancellationToken.None);

        Assert.Equal($"spamd at {server.EndPoint}: refused: \"SPAMD/1.0 74 too much\"", result.Reason);
    }

    private protected override Sut CreateSut(IPEndPoint endpoint, TimeSpan scanTime)
    {
        SpamdScanner sut = new(endpoint, new SpamdScannerOptions { ScanTimeout = scanTime, MaximumSize = 100_000_000 }, Clock);
        return new Sut(
            async (content, cancellationToken) =>
            {
                LookupResult<SpamScan> result = await sut.ScanAsync(content.Request(), cancellationToken);
                return new Outcome(result.State, result.Value is { IsSpam: false }, result.Reason);
            },
            sut.DisposeAsync);
    }

    private protected override Task ReadMessageAsync(ScriptedClient client) => client.ReadRequestAsync();

    private static string Head(string spam) => $"SPAMD/1.1 0 EX_OK\r\nSpam: {spam}\r\n\r\n";
}
