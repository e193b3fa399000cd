using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Tests.Peers;

namespace Submission.Policy.Content.Tests.Scanners;

// What comes from the side of the caller: messages that cannot be read, and waits that end.
public abstract partial class ScannerFaultTests
{
    [Fact]
    public async Task ScanAsync_MessageCannotBeRead_IsUnavailable()
    {
        await using ScriptedServer server = ScriptedServer.Start(ReadMessageAsync);
        await using Sut sut = CreateSut(server.EndPoint);
        StreamedContent[] contents =
        [
            new(500_000, () => throw new UnauthorizedAccessException()),
            new(500_000, () => throw new FileNotFoundException()),
            new(500_000, () => new MemoryStream(new byte[400_000])),
            new(500_000, () => new BrokenStream(300_000)),
        ];
        foreach (StreamedContent content in contents)
        {
            AssertUnavailable(await sut.ScanAsync(content), "the message cannot be read");
            Assert.Equal(0, content.Open);
        }

        await AssertWorksAgainAsync(server, sut);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(LargeLength)]
    public async Task ScanAsync_CancelledByTheCaller_ThrowsAndLeavesNothing(int length)
    {
        TaskCompletionSource accepted = new();
        TaskCompletionSource ended = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(50);
            accepted.SetResult();
            await ended.Task;
        });
        await using Sut sut = CreateSut(server.EndPoint);
        using CancellationTokenSource source = new();
        StreamedContent content = StreamedContent.OfLength(length);

        Task<Outcome> scan = sut.ScanUntilAsync(content, source.Token);
        await accepted.Task;
        await source.CancelAsync();

        OperationCanceledException stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
        Assert.Equal(source.Token, stopped.CancellationToken);
        Assert.Equal(0, content.Open);
        ended.SetResult();
        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_CancelledWhileTheMessageIsRead_ThrowsAndLeavesNothing()
    {
        await using ScriptedServer server = ScriptedServer.Start(_ => Task.CompletedTask);
        await using Sut sut = CreateSut(server.EndPoint);
        using CancellationTokenSource source = new();
        TaskCompletionSource reading = new();
        StreamedContent content = new(1000, () => new StuckStream(reading));

        Task<Outcome> scan = sut.ScanUntilAsync(content, source.Token);
        await reading.Task;
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
        Assert.Equal(0, content.Open);
        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_CancelledBefore_Throws()
    {
        await using Sut sut = CreateSut(FreePort.Find());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sut.ScanUntilAsync(Messages.Clean, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task DisposeAsync_WhileAScanIsUnderWay_EndsIt()
    {
        TaskCompletionSource heard = new();
        TaskCompletionSource ended = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await ReadMessageAsync(client);
            heard.SetResult();
            await ended.Task;
        });
        Sut sut = CreateSut(server.EndPoint);

        Task<Outcome> scan = sut.ScanAsync(Messages.Clean);
        await heard.Task;
        await sut.DisposeAsync();

        AssertUnavailable(await scan, "the client was closed");
        ended.SetResult();
        await server.AllClosedAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sut.ScanAsync(Messages.Clean));
    }

    private sealed class BrokenStream(int length) : ReadOnlyStream
    {
        private int _left = length;

        public override int Read(Span<byte> buffer)
        {
            if (_left == 0) throw new IOException("The disk is broken.");
            int count = Math.Min(buffer.Length, _left);
            _left -= count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }

    private sealed class StuckStream(TaskCompletionSource reading) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reading.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
