using System.Net;
using Submission.Policy.Content.Tests.Scanners.Peers;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>An rspamd for a class of tests.</summary>
public sealed class RspamdFixture : IAsyncLifetime
{
    internal RspamdPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Peer = await RspamdPeer.StartAsync();

    public ValueTask DisposeAsync() => Peer?.DisposeAsync() ?? default;
}

/// <summary>The client of rspamd with a real rspamd.</summary>
public sealed class RspamdScannerTests(RspamdFixture rspamd) : IClassFixture<RspamdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task ScanAsync_Gtube_IsSpam()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address);

        LookupResult<SpamScan> result = await sut.ScanAsync(Messages.Spam.Request(), None);

        Assert.Equal((true, 15.0, 15.0, "reject"), (result.Value!.IsSpam, result.Value.Score, result.Value.RequiredScore, result.Value.Action));
        Assert.Equal(["GTUBE"], result.Value.Tests);
    }

    [Fact]
    public async Task ScanAsync_OrdinaryMessage_IsNoSpam()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address);

        LookupResult<SpamScan> result = await sut.ScanAsync(Messages.Clean.Request(), None);

        Assert.Equal((false, 0.0, 15.0, "no action"), (result.Value!.IsSpam, result.Value.Score, result.Value.RequiredScore, result.Value.Action));
        Assert.Empty(result.Value.Tests);
    }

    [Fact]
    public async Task ScanAsync_SpamActions_DecideWhatIsSpam()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address, new RspamdScannerOptions { SpamActions = ["No Action"] });

        Assert.False((await sut.ScanAsync(Messages.Spam.Request(), None)).Value!.IsSpam);
        Assert.True((await sut.ScanAsync(Messages.Clean.Request(), None)).Value!.IsSpam);
    }

    [Fact]
    public async Task ScanAsync_Always_RspamdKnowsWhoSendsToWhom()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address);
        SpamScanRequest request = Messages.Clean.Request() with { Client = IPAddress.Parse("2001:db8::7") };

        Assert.True((await sut.ScanAsync(request, None)).IsFound);

        string line = await LogLineAsync($"qid: <{request.Id}>, ip:");
        Assert.Contains("ip: 2001:db8::7, user: jan.novak@domena.example, from: <jan@domena.example>", line, StringComparison.Ordinal);
        Assert.Contains("rcpts: <eva@cil.example,a, b@cil.example>", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_LargeMessageFromAFile_IsScanned()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address);
        StreamedContent content = StreamedContent.OfLength(3_000_000);

        Assert.True((await sut.ScanAsync(content.Request(), None)).IsFound);
        Assert.Equal(0, content.Open);
    }

    [Theory]
    [InlineData(1000, "no action")]
    [InlineData(1001, "too large to scan")]
    public async Task ScanAsync_AboutTheMaximumSize_IsScannedUpToIt(int length, string action)
    {
        using RspamdScanner sut = new(rspamd.Peer.Address, new RspamdScannerOptions { MaximumSize = 1000 });
        StreamedContent content = StreamedContent.OfLength(length);

        LookupResult<SpamScan> result = await sut.ScanAsync(content.Request(), None);

        Assert.Equal((false, action), (result.Value!.IsSpam, result.Value.Action));
    }

    [Fact]
    public async Task ScanAsync_HundredAtOnce_AreJudgedEachForItself()
    {
        using RspamdScanner sut = new(rspamd.Peer.Address);

        LookupResult<SpamScan>[] results = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => sut.ScanAsync((i % 2 == 0 ? Messages.Spam : Messages.Clean).Request(), None).AsTask()));

        Assert.All(results.Index(), result => Assert.Equal(result.Index % 2 == 0, result.Item.Value!.IsSpam));
    }

    private async Task<string> LogLineAsync(string part)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (rspamd.Peer.Output().Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } found) return found;
            await Task.Delay(10, limit.Token);
        }
    }
}
