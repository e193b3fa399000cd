using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy.Content.Tests.Scanners.Support;
using Submission.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>What a client does with a scanner that misbehaves: nothing is known, within its time, no connection is left, and the next scan works.</summary>
public abstract partial class ScannerFaultTests
{
    /// <summary>Longer than what the sockets of both sides hold.</summary>
    private const int LargeLength = 30_000_000;

    private protected FakeTimeProvider Clock { get; } = new();

    private protected abstract string Name { get; }

    /// <summary>A judgement by which a client would let a message pass, to a message that has been read.</summary>
    private protected abstract string CleanAnswer { get; }

    /// <summary>Answers in place of a clean one.</summary>
    private protected abstract IEnumerable<string> BadAnswers { get; }

    /// <summary>The begin of an answer that never ends; <c>x</c> follows for ever.</summary>
    private protected abstract string BeginOfEndlessAnswer { get; }

    [Fact]
    public async Task ScanAsync_NobodyListens_IsUnavailable()
    {
        await using Sut sut = CreateSut(FreePort.Find());

        AssertUnavailable(await sut.ScanAsync(Messages.Clean), "connection refused");
    }

    [Fact]
    public async Task ScanAsync_NeverConnects_IsUnavailableAfterTheConnectTime()
    {
        // On Linux, a full queue of connections leaves further ones without an answer.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        await using Sut sut = CreateSut((IPEndPoint)listener.LocalEndPoint!, TimeSpan.FromMinutes(10));

        Task<Outcome> scan = sut.ScanAsync(Messages.Clean);
        await AdvanceUntilAsync(scan);

        AssertUnavailable(await scan, "timed out");
    }

    [Fact]
    public async Task ScanAsync_NeverAnswers_IsUnavailableAfterTheScanTime()
    {
        TaskCompletionSource heard = new();
        TaskCompletionSource given = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await ReadMessageAsync(client);
            heard.SetResult();
            await given.Task;
        });
        await using Sut sut = CreateSut(server.EndPoint);

        Task<Outcome> scan = sut.ScanAsync(Messages.Clean);
        await heard.Task;
        Assert.False(scan.IsCompleted);
        Clock.Advance(TimeSpan.FromMinutes(1));

        AssertUnavailable(await scan, "no answer within");
        given.SetResult();
        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_NeverReads_IsUnavailableAfterTheScanTime()
    {
        TaskCompletionSource accepted = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            // Before its first octet the client may not know yet that it is connected, and would tell of the shorter time for that.
            await client.ReadAsync(1);
            accepted.SetResult();
            await Task.Delay(Timeout.Infinite, client.Ending);
        });
        await using Sut sut = CreateSut(server.EndPoint);
        StreamedContent content = StreamedContent.OfLength(LargeLength);

        Task<Outcome> scan = sut.ScanAsync(content);
        await accepted.Task;
        Clock.Advance(TimeSpan.FromMinutes(1));

        AssertUnavailable(await scan, "no answer within");
        Assert.Equal(0, content.Open);
    }

    [Fact]
    public async Task ScanAsync_BadAnswer_IsUnavailable()
    {
        await using ScriptedServer server = ScriptedServer.Start(_ => Task.CompletedTask);
        await using Sut sut = CreateSut(server.EndPoint);
        foreach (string answer in BadAnswers)
        {
            server.Script = client => AnswerAndCloseAsync(client, answer);

            AssertUnavailable(await sut.ScanAsync(Messages.Clean), "", $"after {answer}");
        }

        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_AnswerCutAnywhere_IsUnavailable()
    {
        await using ScriptedServer server = ScriptedServer.Start(_ => Task.CompletedTask);
        await using Sut sut = CreateSut(server.EndPoint);
        for (int length = 0; length < CleanAnswer.Length; length++)
        {
            string part = CleanAnswer[..length];
            bool isReset = length % 2 == 0;
            server.Script = async client =>
            {
                await ReadMessageAsync(client);
                await client.SayAsync(part);
                if (isReset) client.Reset();
                else client.Close();
            };

            AssertUnavailable(await sut.ScanAsync(Messages.Clean), "", $"after {part}");
        }

        await AssertWorksAgainAsync(server, sut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScanAsync_ClosesInTheMiddleOfTheUpload_IsUnavailable(bool isReset)
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(100_000);
            if (isReset) client.Reset();
            else client.Close();
        });
        await using Sut sut = CreateSut(server.EndPoint);
        StreamedContent content = StreamedContent.OfLength(LargeLength);

        AssertUnavailable(await sut.ScanAsync(content), "");
        Assert.Equal(0, content.Open);
        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_CleanAnswerBeforeTheWholeMessage_IsUnavailable()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await client.ReadAsync(100_000);
            await client.SayAsync(CleanAnswer);
            await Task.Delay(Timeout.Infinite, client.Ending);
        });
        await using Sut sut = CreateSut(server.EndPoint);
        Task<Outcome> scan = sut.ScanAsync(StreamedContent.OfLength(LargeLength));
        await AdvanceUntilAsync(scan);

        AssertUnavailable(await scan, "");
    }

    [Fact]
    public async Task ScanAsync_EndlessAnswer_IsUnavailable()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await ReadMessageAsync(client);
            await client.SayAsync(BeginOfEndlessAnswer);
            byte[] more = new byte[64 * 1024];
            more.AsSpan().Fill((byte)'x');
            while (true) await client.SayAsync(more);
        });
        await using Sut sut = CreateSut(server.EndPoint);

        AssertUnavailable(await sut.ScanAsync(Messages.Clean), "");
        await AssertWorksAgainAsync(server, sut);
    }

    [Fact]
    public async Task ScanAsync_AnswerOctetByOctet_IsRead()
    {
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await ReadMessageAsync(client);
            foreach (char octet in CleanAnswer) await client.SayAsync(octet.ToString());
            client.Close();
        });
        await using Sut sut = CreateSut(server.EndPoint);

        Outcome outcome = await sut.ScanAsync(Messages.Clean);

        Assert.True(outcome.IsClean, outcome.Reason);
    }

    [Fact]
    public async Task ScanAsync_AnswerTooSlow_IsUnavailableAfterTheScanTime()
    {
        TaskCompletionSource given = new();
        await using ScriptedServer server = ScriptedServer.Start(async client =>
        {
            await ReadMessageAsync(client);
            foreach (char octet in CleanAnswer[..^2])
            {
                await client.SayAsync(octet.ToString());
                Clock.Advance(TimeSpan.FromMinutes(1) / CleanAnswer.Length);
            }

            Clock.Advance(TimeSpan.FromSeconds(10));
            await given.Task;
        });
        await using Sut sut = CreateSut(server.EndPoint);

        AssertUnavailable(await sut.ScanAsync(Messages.Clean), "no answer within");
        given.SetResult();
        await AssertWorksAgainAsync(server, sut);
    }

    private protected Sut CreateSut(IPEndPoint endpoint) => CreateSut(endpoint, TimeSpan.FromMinutes(1));

    /// <summary>A client with a connect time of 5 seconds.</summary>
    private protected abstract Sut CreateSut(IPEndPoint endpoint, TimeSpan scanTime);

    /// <summary>Reads all that a client sends for one scan.</summary>
    private protected abstract Task ReadMessageAsync(ScriptedClient client);

    private protected async Task AnswerAndCloseAsync(ScriptedClient client, string answer)
    {
        await ReadMessageAsync(client);
        await client.SayAsync(answer);
        client.Close();
    }

    private protected void AssertUnavailable(Outcome outcome, string reason, string when = "")
    {
        Assert.True(outcome.State == LookupState.Unavailable, $"{outcome.State} {outcome.Reason} {when}");
        Assert.StartsWith($"{Name} at ", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.InRange(outcome.Reason!.Length, 30, 400);
    }

    private protected async Task AssertWorksAgainAsync(ScriptedServer server, Sut sut)
    {
        server.Script = client => AnswerAndCloseAsync(client, CleanAnswer);
        Outcome outcome = await sut.ScanAsync(Messages.Clean);
        Assert.True(outcome.IsClean, outcome.Reason);
        await sut.DisposeAsync();
        await server.AllClosedAsync();
    }

    // Time begins to count somewhere after the call: it passes until it is up.
    private async Task AdvanceUntilAsync(Task scan)
    {
        while (!scan.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private protected sealed record Outcome(LookupState State, bool IsClean, string? Reason);

    /// <summary>A client without its kind of result.</summary>
    private protected sealed class Sut(Func<MessageContent, CancellationToken, Task<Outcome>> scan, Func<ValueTask> dispose) : IAsyncDisposable
    {
        public Task<Outcome> ScanAsync(MessageContent content) => scan(content, CancellationToken.None);

        public Task<Outcome> ScanUntilAsync(MessageContent content, CancellationToken cancellationToken) => scan(content, cancellationToken);

        public ValueTask DisposeAsync() => dispose();
    }
}
