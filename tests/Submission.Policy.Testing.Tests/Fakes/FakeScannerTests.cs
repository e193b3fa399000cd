using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing.Tests.Fakes;

public sealed class FakeScannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ScanAsync_VirusOfOneMessage_IsThatMessagesOnly()
    {
        var scanner = new FakeVirusScanner();
        MessageContent infected = MessageContent.FromMemory("abc"u8.ToArray());
        MessageContent twin = MessageContent.FromMemory("abc"u8.ToArray());
        scanner.Set(infected, LookupResult<string>.Found("Worm"));

        Assert.Equal("Worm", (await scanner.ScanAsync(infected, Token)).Value);
        Assert.Equal(FakeVirusScanner.Clean, await scanner.ScanAsync(twin, Token));
        scanner.Answer = LookupResult<string>.Unavailable("down");
        Assert.True((await scanner.ScanAsync(twin, Token)).IsUnavailable);
        Assert.Equal("Worm", (await scanner.ScanAsync(infected, Token)).Value);

        Assert.Equal([(3L, "Worm"), (3L, "clean"), (3L, "down"), (3L, "Worm")], scanner.Answers);
    }

    [Fact]
    public async Task ScanAsync_SpamOfOneMessage_IsThatMessagesOnly()
    {
        var scanner = new FakeSpamScanner();
        SpamScanRequest spam = Request();
        scanner.Set(spam.Content, LookupResult<SpamScan>.Found(new SpamScan(IsSpam: true, 12.5)));

        Assert.Equal(12.5, (await scanner.ScanAsync(spam, Token)).Value!.Score);
        Assert.Equal(FakeSpamScanner.Ham, await scanner.ScanAsync(Request(), Token));
        scanner.Answer = LookupResult<SpamScan>.Unavailable("down");
        Assert.True((await scanner.ScanAsync(Request(), Token)).IsUnavailable);

        Assert.Equal(["spam 12.5", "ham 0", "down"], scanner.Answers.Select(static answer => answer.Outcome));
        Assert.Same(spam, scanner.Answers[0].Request);
    }

    [Fact]
    public async Task ScanAsync_AnswerReplacedMeanwhile_IsAlwaysAWholeOne()
    {
        var scanner = new FakeVirusScanner();
        MessageContent content = MessageContent.FromMemory(default);
        await Parallel.ForAsync(0, 2_000, Token, async (turn, token) =>
        {
            scanner.Answer = turn % 2 == 0 ? FakeVirusScanner.Clean : LookupResult<string>.Found("Worm");
            LookupResult<string> result = await scanner.ScanAsync(content, token);
            Assert.Equal(result.IsFound, result.Reason is null);
            Assert.Equal(result.IsAbsent, result.Value is null);
        });

        Assert.Equal(2_000, scanner.Answers.Length);
    }

    private static SpamScanRequest Request() => new()
    {
        Content = MessageContent.FromMemory("abc"u8.ToArray()),
        Id = TransactionId.Create(DateTimeOffset.UnixEpoch),
        Client = IPAddress.Loopback,
        HeloName = "client.example",
        Sender = EmailAddress.Parse("jan@domena.cz"),
        Recipients = [],
    };
}
