using System.Net;
using Submission.Policy.Content.Tests.Scanners.Peers;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>A spamd for a class of tests.</summary>
public sealed class SpamdFixture : IAsyncLifetime
{
    internal SpamdPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Peer = await SpamdPeer.StartAsync();

    public ValueTask DisposeAsync() => Peer?.DisposeAsync() ?? default;
}

/// <summary>The client of spamd with a real spamd.</summary>
public sealed class SpamdScannerTests(SpamdFixture spamd) : IClassFixture<SpamdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScanAsync_Gtube_IsSpam(bool overUnixSocket)
    {
        await using SpamdScanner sut = CreateSut(overUnixSocket);

        LookupResult<SpamScan> result = await sut.ScanAsync(Messages.Spam.Request(), None);

        Assert.Equal((true, 1000.5, 5.0, ""), (result.Value!.IsSpam, result.Value.Score, result.Value.RequiredScore, result.Value.Action));
        Assert.Equal(["GTUBE", "HAS_SUBJECT"], result.Value.Tests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScanAsync_OrdinaryMessage_IsNoSpam(bool overUnixSocket)
    {
        await using SpamdScanner sut = CreateSut(overUnixSocket);

        LookupResult<SpamScan> result = await sut.ScanAsync(Messages.Clean.Request(), None);
        LookupResult<SpamScan> empty = await sut.ScanAsync(Messages.Raw("").Request(), None);

        Assert.Equal((false, 0.5, 5.0), (result.Value!.IsSpam, result.Value.Score, result.Value.RequiredScore));
        Assert.Equal(["HAS_SUBJECT"], result.Value.Tests);
        Assert.Equal((false, 0.0), (empty.Value!.IsSpam, empty.Value.Score));
    }

    [Theory]
    [InlineData(20_000, 20_000, "")]
    [InlineData(20_001, 20_000, "too large to scan")]
    public async Task ScanAsync_AboutTheMaximumSize_IsScannedUpToIt(int length, int most, string action)
    {
        await using SpamdScanner sut = new(spamd.Peer.EndPoint, new SpamdScannerOptions { MaximumSize = most });
        string head = "Subject: t\r\n\r\n";
        StreamedContent content = StreamedContent.Of(System.Text.Encoding.ASCII.GetBytes(head.PadRight(length, 'x')));

        LookupResult<SpamScan> result = await sut.ScanAsync(content.Request(), None);

        Assert.Equal((false, action.Length == 0 ? 0.5 : 0, action), (result.Value!.IsSpam, result.Value.Score, result.Value.Action));
        Assert.Equal(0, content.Open);
    }

    [Fact]
    public async Task ScanAsync_ThirtyAtOnce_AreJudgedEachForItself()
    {
        await using SpamdScanner sut = CreateSut(overUnixSocket: false);

        LookupResult<SpamScan>[] results = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => sut.ScanAsync((i % 2 == 0 ? Messages.Spam : Messages.Clean).Request(), None).AsTask()));

        Assert.All(results.Index(), result => Assert.Equal(result.Index % 2 == 0, result.Item.Value!.IsSpam));
    }

    private SpamdScanner CreateSut(bool overUnixSocket) => new(overUnixSocket ? spamd.Peer.UnixEndPoint : (EndPoint)spamd.Peer.EndPoint);
}
