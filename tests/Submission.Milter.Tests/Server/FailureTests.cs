using Microsoft.Extensions.Time.Testing;
using Submission.Milter.Tests.Protocol;
using Submission.Milter.Tests.Support;
using Submission.Policy.Lookups;

namespace Submission.Milter.Tests.Server;

/// <summary>Whatever fails or takes too long, a mail server that waits is told, and a connection that leads nowhere ends.</summary>
public sealed class FailureTests
{
    private static readonly string Policy = MilterServer.PolicyOf("stage: message\nvirus: found\nreply: 550 5.1.0 {id} virus\non-error: defer 451 4.7.1 {id} scanner down");
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Policy_ThatFails_IsAnswered451AndTheNextMessageIsJudged()
    {
        int calls = 0;
        var scanners = new ScriptedScanners
        {
            Virus = _ => ++calls == 1 ? throw new InvalidOperationException("a bug in a scanner") : Task.FromResult(LookupResult<string>.Absent("clean")),
        };
        await using MilterServer server = await MilterServer.StartAsync(Policy, scanners: scanners);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Assert.StartsWith("451 4.", await SendAsync(peer), StringComparison.Ordinal);
        Assert.EndsWith("continue", await SendAsync(peer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_ThatTakesTooLongAndStops_IsAnswered451()
    {
        FakeTimeProvider time = new();
        var scanners = new ScriptedScanners { Virus = static async token => await NeverAsync(token) };
        await using MilterServer server = await MilterServer.StartAsync(Policy, scanners: scanners, time: time);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Task<string> answer = SendAsync(peer);
        TimeSpan waited = await time.AdvanceUntilAsync(answer, Step);
        Assert.StartsWith("451 4.", await answer, StringComparison.Ordinal);
        Assert.True(waited >= TimeSpan.FromSeconds(10), $"It was answered after {waited}."); // how much later the answer is seen depends on the machine
    }

    [Fact]
    public async Task Policy_ThatTakesTooLongAndDoesNotStop_IsAnswered451AndTheConnectionEnds()
    {
        FakeTimeProvider time = new();
        var release = new TaskCompletionSource();
        var scanners = new ScriptedScanners
        {
            Virus = async _ =>
            {
                await release.Task;
                return LookupResult<string>.Absent("clean");
            },
        };
        await using MilterServer server = await MilterServer.StartAsync(Policy, static options => options.Scanners.Timeout = TimeSpan.FromHours(1), scanners, time);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);

        Task<string> answer = SendAsync(peer);
        TimeSpan waited = await time.AdvanceUntilAsync(answer, Step);
        Assert.StartsWith("451 4.", await answer, StringComparison.Ordinal);
        Assert.True(waited >= TimeSpan.FromSeconds(10), $"It was answered after {waited}."); // how much later the answer is seen depends on the machine
        release.SetResult();
        await using MilterPeer other = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.EndsWith("continue", await SendAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spool_ThatCannotBeWritten_IsAnswered452()
    {
        string folder = Directory.CreateTempSubdirectory("milter-spool-").FullName;
        await using MilterServer server = await MilterServer.StartAsync(Policy, options => options.DataDirectory = folder);
        Directory.Delete(folder, recursive: true);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("452 4.3.1 Insufficient storage, try again later", await SendAsync(peer, new string('x', 200_000)));
    }

    [Theory]
    [InlineData(new byte[0], 30)]
    [InlineData(new byte[] { 0, 0, 0, 13, (byte)'O', 0 }, 30)]
    public async Task MailServer_ThatDoesNotBegin_IsClosed(byte[] sent, int seconds)
    {
        FakeTimeProvider time = new();
        await using MilterServer server = await MilterServer.StartAsync(Policy, time: time);
        await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
        await peer.SendAsync(sent);
        Assert.InRange((await time.AdvanceUntilAsync(ClosedAsync(peer), Step)).TotalSeconds, seconds, 3600); // the two hours of a silent client are another bound
    }

    [Fact]
    public async Task MailServer_ThatDrawsAPacketOut_IsClosed()
    {
        FakeTimeProvider time = new();
        await using MilterServer server = await MilterServer.StartAsync(Policy, time: time);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        await peer.SendAsync([0, 0, 1, 0, (byte)'L']);
        Task closed = ClosedAsync(peer);
        int sent = 0;
        while (!closed.IsCompleted && sent < 100)
        {
            try
            {
                await peer.SendAsync([(byte)'x']);
            }
            catch (IOException)
            {
                break;
            }

            sent++;
            await Task.WhenAny(closed, Task.Delay(20, TestContext.Current.CancellationToken));
            time.Advance(Step);
        }

        Assert.InRange(sent, 5, 99);
    }

    [Fact]
    public async Task MailServer_WhoseClientSaysNothingForLong_IsNotClosed()
    {
        FakeTimeProvider time = new();
        await using MilterServer server = await MilterServer.StartAsync(Policy, time: time);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
        time.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal("continue", await peer.RecipientAsync("<b@example.com>"));
        // How much later the end is seen depends on the machine.
        Assert.True((await time.AdvanceUntilAsync(ClosedAsync(peer), TimeSpan.FromMinutes(10))).TotalMinutes >= 120);
    }

    [Fact]
    public async Task Host_ThatStops_LetsAMessageEnd()
    {
        var scanning = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var scanners = new ScriptedScanners
        {
            Virus = async _ =>
            {
                scanning.SetResult();
                await release.Task;
                return LookupResult<string>.Absent("clean");
            },
        };
        await using MilterServer server = await MilterServer.StartAsync(Policy, scanners: scanners);
        await using MilterPeer idle = await MilterPeer.OpenAsync(server.EndPoint);
        await using MilterPeer peer = await MilterPeer.OpenAsync(server.EndPoint);
        Task<string> answer = SendAsync(peer);
        await scanning.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Task stop = server.StopAsync();
        await ClosedAsync(idle);
        release.SetResult();
        Assert.EndsWith("continue", await answer, StringComparison.Ordinal);
        await stop.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static async Task<LookupResult<string>> NeverAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return LookupResult<string>.Absent("never");
    }

    private static async Task ClosedAsync(MilterPeer peer)
    {
        while (await peer.ReadAsync() is not null)
        {
            // What was answered before.
        }
    }

    private static async Task<string> SendAsync(MilterPeer peer, string body = "x\r\n")
    {
        Assert.Equal("continue", await peer.MailAsync("<a@example.com>"));
        Assert.Equal("continue", await peer.RecipientAsync("<b@example.com>"));
        return await peer.MessageAsync("Subject: x\r\n", body);
    }
}
