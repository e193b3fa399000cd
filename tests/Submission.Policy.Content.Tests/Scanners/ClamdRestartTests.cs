using Microsoft.Extensions.Time.Testing;
using Submission.Policy.Content.Tests.Scanners.Peers;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>The client of clamd where clamd goes away, comes back, and gives up on a message.</summary>
public sealed class ClamdRestartTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task ScanAsync_ClamdKilledAndStartedAgain_ScansAgainAtOnce()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using ClamdScanner sut = new(clamd.EndPoint);
        // Two connections wait in the pool when clamd dies.
        await Task.WhenAll(sut.ScanAsync(Messages.Virus, None).AsTask(), sut.ScanAsync(Messages.Clean, None).AsTask());

        await clamd.KillAsync();
        LookupResult<string> whileDown = await sut.ScanAsync(Messages.Virus, None);
        await clamd.StartAgainAsync();
        LookupResult<string> after = await sut.ScanAsync(Messages.Virus, None);

        Assert.Equal(LookupResult<string>.Unavailable($"clamd at {clamd.EndPoint}: cannot connect: connection refused"), whileDown);
        Assert.Equal(ClamdPeer.VirusName, after.Value);
        Assert.True((await sut.ScanAsync(Messages.Clean, None)).IsAbsent);
    }

    [Fact]
    public async Task ScanAsync_ClamdStartedAgainBetweenScans_IsNotNoticed()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using ClamdScanner sut = new(clamd.UnixEndPoint);
        await sut.ScanAsync(Messages.Clean, None);

        await clamd.KillAsync();
        await clamd.StartAgainAsync();

        Assert.True((await sut.ScanAsync(Messages.Virus, None)).IsFound);
    }

    [Fact]
    public async Task ScanAsync_SignaturesLoadedAnew_CountForUsedConnectionsToo()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using ConnectionCounter counter = new(clamd.EndPoint);
        await using ClamdScanner sut = new(counter.EndPoint, new ClamdScannerOptions { IdleTimeout = TimeSpan.FromMinutes(10) });
        MessageContent content = Messages.Text("novy-virus\r\n");
        bool before = (await sut.ScanAsync(content, None)).IsAbsent;

        await clamd.AddSignatureAsync("Local.New", "novy-virus");
        LookupResult<string> after = await sut.ScanAsync(content, None);

        Assert.True(before);
        Assert.Equal("Local.New.UNOFFICIAL", after.Value);
        Assert.Equal(1, counter.Accepted);
    }

    [Fact]
    public async Task ScanAsync_MessageThatClamdDoesNotScanWhole_IsUnavailableAndNoVirus()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync("MaxFileSize 1M", "MaxScanSize 1M", "AlertExceedsMax yes");
        await using ClamdScanner sut = new(clamd.EndPoint);

        LookupResult<string> result = await sut.ScanAsync(StreamedContent.OfLength(3_000_000), None);

        Assert.True(result.IsUnavailable);
        Assert.Contains("did not scan all of the message: Heuristics.Limits.Exceeded", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_AfterTheIdleTime_UsesANewConnectionAndTheOldOneIsClosed()
    {
        FakeTimeProvider clock = new();
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using ConnectionCounter counter = new(clamd.EndPoint);
        await using ClamdScanner sut = new(counter.EndPoint, timeProvider: clock);

        await sut.ScanAsync(Messages.Clean, None);
        clock.Advance(TimeSpan.FromSeconds(19));
        await sut.ScanAsync(Messages.Clean, None);
        int before = counter.Accepted;
        clock.Advance(TimeSpan.FromSeconds(19));
        clock.Advance(TimeSpan.FromSeconds(1));

        await counter.AllClosedAsync();
        Assert.True((await sut.ScanAsync(Messages.Virus, None)).IsFound);
        Assert.Equal((1, 2), (before, counter.Accepted));
    }

    [Fact]
    public async Task DisposeAsync_Always_ClosesConnectionsAndRefusesScans()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using ConnectionCounter counter = new(clamd.EndPoint);
        ClamdScanner sut = new(counter.EndPoint);
        await sut.ScanAsync(Messages.Clean, None);

        await sut.DisposeAsync();
        await sut.DisposeAsync();

        await counter.AllClosedAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sut.ScanAsync(Messages.Clean, None));
    }
}
