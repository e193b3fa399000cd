using System.Net;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

public sealed class ClamdFaultTests : ScannerFaultTests
{
    private protected override string Name => "clamd";

    private protected override string CleanAnswer => "1: stream: OK\0";

    private protected override IEnumerable<string> BadAnswers =>
    [
        "\0", "x\0", "stream: OK\0", "2: stream: OK\0", "0: stream: OK\0", "01: stream: OK\0", "-1: stream: OK\0", " 1: stream: OK\0", "1:stream: OK\0", "1: stream: OK \0",
        "1: stream: ok\0", "1: stream: OK\n\0", "1: OK\0", "1: stream: OK\0" + "1: stream: X FOUND\0", "1: stream: OK\0x", "1: stream:  FOUND\0", "1: stream: FOUND\0",
        "2: stream: X FOUND\0", "4294967297: stream: OK\0", "1: Can't allocate memory ERROR\0", "1: stream: Can't open file or directory ERROR\0", "UNKNOWN COMMAND\0",
        "COMMAND READ TIMED OUT\0", "1: INSTREAM size limit exceeded. ERROR\0", "INSTREAM size limit exceeded. ERROR\0", "1: stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        "HTTP/1.1 200 OK\r\n\r\n", new string('x', 5000) + "\0", "1: stream: " + new string('x', 5000) + " FOUND\0",
    ];

    private protected override string BeginOfEndlessAnswer => "1: stream: ";

    [Fact]
    public async Task ScanAsync_NameOfAVirusWithControlCharacters_IsMadeFitForLogs()
    {
        string name = "A\r\nB\u001b[2J\u00e9" + new string('x', 500);
        await using ScriptedServer server = ScriptedServer.Start(client => AnswerAndCloseAsync(client, $"1: stream: {name} FOUND\0"));
        await using ClamdScanner sut = new(server.EndPoint);

        LookupResult<string> result = await sut.ScanAsync(Messages.Clean, CancellationToken.None);

        Assert.Equal("A??B?[2J?" + new string('x', 151) + "...", result.Value);
    }

    [Fact]
    public async Task ScanAsync_LimitExceededInTheMiddleOfTheUpload_SaysSo()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(100_000);
            await client.SayAsync("1: INSTREAM size limit exceeded. ERROR\0");
            client.Close();
        });
        await using ClamdScanner sut = new(server.EndPoint);

        LookupResult<string> result = await sut.ScanAsync(StreamedContent.OfLength(30_000_000), CancellationToken.None);

        Assert.Equal($"clamd at {server.EndPoint}: the message is larger than its StreamMaxLength", result.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2: str")]
    [InlineData("COMMAND READ TIMED OUT\0")]
    [InlineData("1: stream: OK\0")]
    public async Task ScanAsync_UsedConnectionBreaksInTheMiddle_IsRepeatedOnce(string last)
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadClamdMessageAsync();
            await client.SayAsync(client.Number == 1 ? "1: stream: OK\0" : "1: stream: X FOUND\0");
            await client.ReadClamdMessageAsync();
            await client.SayAsync(last);
            client.Close();
        });
        await using ClamdScanner sut = new(server.EndPoint);
        await sut.ScanAsync(Messages.Clean, CancellationToken.None);

        LookupResult<string> result = await sut.ScanAsync(Messages.Clean, CancellationToken.None);

        Assert.Equal("X", result.Value);
        Assert.Equal(2, server.Accepted);
    }

    [Fact]
    public async Task ScanAsync_EveryConnectionBreaks_IsUnavailableAfterOneRepetition()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadClamdMessageAsync();
            if (client.Number > 1) return;
            await client.SayAsync("1: stream: OK\0");
            await client.ReadClamdMessageAsync();
        });
        server.Script = Closing(server.Script);
        await using ClamdScanner sut = new(server.EndPoint);
        await sut.ScanAsync(Messages.Clean, CancellationToken.None);

        LookupResult<string> result = await sut.ScanAsync(Messages.Clean, CancellationToken.None);

        Assert.Equal($"clamd at {server.EndPoint}: closed the connection without an answer", result.Reason);
        Assert.Equal(2, server.Accepted);
    }

    [Fact]
    public async Task ScanAsync_AllConnectionsInUse_WaitsForOneWithinItsTime()
    {
        TaskCompletionSource heard = new();
        TaskCompletionSource go = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            for (int scan = 1; ; scan++)
            {
                await client.ReadClamdMessageAsync();
                heard.TrySetResult();
                await go.Task;
                await client.SayAsync($"{scan}: stream: OK\0");
            }
        });
        await using ClamdScanner sut = new(server.EndPoint, new ClamdScannerOptions { MaximumConnections = 1 }, Clock);

        Task<LookupResult<string>> first = sut.ScanAsync(Messages.Clean, CancellationToken.None).AsTask();
        await heard.Task;
        Clock.Advance(TimeSpan.FromSeconds(30));
        Task<LookupResult<string>> second = sut.ScanAsync(Messages.Clean, CancellationToken.None).AsTask();
        go.SetResult();

        Assert.Equal([LookupState.Absent, LookupState.Absent], (await Task.WhenAll(first, second)).Select(result => result.State));
        Assert.Equal(1, server.Accepted);
    }

    private protected override Sut CreateSut(IPEndPoint endpoint, TimeSpan scanTime)
    {
        ClamdScanner sut = new(endpoint, new ClamdScannerOptions { ScanTimeout = scanTime }, Clock);
        return new Sut(
            async (content, cancellationToken) =>
            {
                LookupResult<string> result = await sut.ScanAsync(content, cancellationToken);
                return new Outcome(result.State, result.IsAbsent, result.Reason);
            },
            sut.DisposeAsync);
    }

    private protected override Task ReadMessageAsync(ScriptedClient client) => client.ReadClamdMessageAsync();

    private static Func<ScriptedClient, Task> Closing(Func<ScriptedClient, Task> script) => async client =>
    {
        await script(client);
        client.Close();
    };
}
