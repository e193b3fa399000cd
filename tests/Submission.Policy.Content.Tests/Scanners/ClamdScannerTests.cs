using System.Net;
using System.Text;
using Submission.Policy.Content.Tests.Scanners.Peers;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>The client of clamd with a real clamd.</summary>
public sealed class ClamdScannerTests(ClamdFixture clamd) : IClassFixture<ClamdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScanAsync_Virus_IsFound(bool overUnixSocket)
    {
        await using ClamdScanner sut = CreateSut(overUnixSocket);

        Assert.Equal(ClamdPeer.VirusName, (await sut.ScanAsync(Messages.Virus, None)).Value);
        Assert.Equal(ClamdPeer.VirusName, (await sut.ScanAsync(Messages.VirusInBase64, None)).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScanAsync_CleanMessage_IsAbsent(bool overUnixSocket)
    {
        await using ClamdScanner sut = CreateSut(overUnixSocket);

        Assert.True((await sut.ScanAsync(Messages.Clean, None)).IsAbsent);
        Assert.True((await sut.ScanAsync(Messages.Raw(""), None)).IsAbsent);
        Assert.True((await sut.ScanAsync(Messages.Clean, None)).IsAbsent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_515)]
    [InlineData(65_516)]
    [InlineData(65_517)]
    [InlineData(200_000)]
    [InlineData(20_000_000)]
    public async Task ScanAsync_VirusAtTheEndOfAStream_IsFound(int before)
    {
        await using ClamdScanner sut = CreateSut();
        StreamedContent clean = StreamedContent.OfLength(before);
        byte[] octets = new byte[before];
        octets.AsSpan().Fill((byte)'x');
        StreamedContent virus = StreamedContent.Of([.. octets, .. Encoding.ASCII.GetBytes(ScannerSamples.Eicar)]);

        Assert.True((await sut.ScanAsync(clean, None)).IsAbsent);
        Assert.True((await sut.ScanAsync(virus, None)).IsFound);
        Assert.Equal(0, clean.Open + virus.Open);
    }

    [Theory]
    [InlineData(false, 26_214_400, LookupState.Absent)]
    [InlineData(false, 26_214_401, LookupState.Unavailable)]
    [InlineData(true, 26_214_401, LookupState.Unavailable)]
    [InlineData(false, 90_000_000, LookupState.Unavailable)]
    [InlineData(true, 90_000_000, LookupState.Unavailable)]
    public async Task ScanAsync_AboutStreamMaxLength_IsScannedUpToItAndUnavailableAbove(bool overUnixSocket, long length, LookupState expected)
    {
        await using ClamdScanner sut = CreateSut(overUnixSocket);

        LookupResult<string> result = await sut.ScanAsync(StreamedContent.OfLength(length), None);

        Assert.Equal(expected, result.State);
        if (expected == LookupState.Unavailable) Assert.EndsWith(": the message is larger than its StreamMaxLength", result.Reason, StringComparison.Ordinal);
        Assert.True((await sut.ScanAsync(Messages.Virus, None)).IsFound);
    }

    [Fact]
    public async Task ScanAsync_AboveMaximumSize_IsUnavailableWithoutAConnection()
    {
        await using ClamdScanner sut = new(FreeEndPoint(), new ClamdScannerOptions { MaximumSize = 100 });

        LookupResult<string> result = await sut.ScanAsync(StreamedContent.OfLength(101), None);

        Assert.True(result.IsUnavailable);
        Assert.EndsWith(": messages of more than 100 octets are not scanned", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_TwoHundredAtOnce_ShareFewConnections()
    {
        await using ConnectionCounter counter = new(clamd.Peer.EndPoint);
        await using ClamdScanner sut = new(counter.EndPoint, new ClamdScannerOptions { MaximumConnections = 8 });

        LookupResult<string>[] results = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => sut.ScanAsync(i % 2 == 0 ? Messages.Virus : Messages.Clean, None).AsTask()));

        Assert.All(results.Index(), result => Assert.Equal(result.Index % 2 == 0 ? LookupState.Found : LookupState.Absent, result.Item.State));
        Assert.InRange(counter.Accepted, 1, 8);
    }

    [Fact]
    public async Task ScanAsync_CancelledAnywhere_ThrowsOrAnswersRightly()
    {
        await using ConnectionCounter counter = new(clamd.Peer.EndPoint);
        await using ClamdScanner sut = new(counter.EndPoint, new ClamdScannerOptions { MaximumConnections = 4 });
        int cancelled = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = None }, async (i, _) =>
        {
            using CancellationTokenSource source = new();
            MessageContent content = i % 2 == 0 ? Messages.Virus : StreamedContent.OfLength(300_000);
            source.CancelAfter(TimeSpan.FromMicroseconds(Random.Shared.Next(0, 6000)));
            try
            {
                LookupResult<string> result = await sut.ScanAsync(content, source.Token);
                Assert.Equal(i % 2 == 0 ? LookupState.Found : LookupState.Absent, result.State);
            }
            catch (OperationCanceledException stopped)
            {
                Assert.Equal(source.Token, stopped.CancellationToken);
                Interlocked.Increment(ref cancelled);
            }

            if (content is StreamedContent streamed) Assert.Equal(0, streamed.Open);
        });

        Assert.InRange(cancelled, 1, 300);
        Assert.True((await sut.ScanAsync(Messages.Virus, None)).IsFound);
    }

    private static IPEndPoint FreeEndPoint() => Submission.Tests.Peers.FreePort.Find();

    private ClamdScanner CreateSut(bool overUnixSocket = false) => new(overUnixSocket ? clamd.Peer.UnixEndPoint : (EndPoint)clamd.Peer.EndPoint);
}
