using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Policy.Delivery;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>What comes at the wrong moment, or should never come: a stop amid the work, an error of ours.</summary>
public sealed class MishapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_Q19_WhileRoutesAreLookedUp_GivesThoseBack()
    {
        await using Rig rig = new Rig().Start();
        rig.Routes.Hang = true;
        for (int i = 0; i < 5; i++) await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.All.All(static one => one.State == DeliveryState.UnderWay));
        await rig.StopAsync();
        Assert.All(rig.Memory.All, static left => Assert.Equal((DeliveryState.Waiting, 0), (left.State, left.Attempts)));
        Assert.Equal(5, rig.Memory.All.Length);
    }

    [Fact]
    public async Task Stop_Q19_BeforeALaneComesUp_GivesItsMailBack()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.StopAsync();
        QueueAddition late = await rig.Memory.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org") with { IsClaimed = true }, Token);
        rig.Engine.Take(late.Claims, body: null);
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 1);
        Assert.Equal((DeliveryState.Waiting, 0), (Assert.Single(rig.Memory.All).State, rig.Memory.All[0].Attempts));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public void Stop_Q19_BeforeAnAttemptIsNoted_AbortsIt()
    {
        ClaimKeeper keeper = new(new MemoryQueue(TimeProvider.System), new GatewayOptions { Hostname = "gateway.test" }, TimeProvider.System, NullLogger.Instance);
        keeper.AbortAll();
        using Attempt attempt = new(Jobs.For(new DeliveryLane("example.org")), startedAt: 0);
        keeper.Add(attempt);
        Assert.Equal((true, AbortCause.Stopping), (attempt.Aborted.IsCancellationRequested, attempt.Cause));
    }

    [Fact]
    public async Task Stop_WithReportsThatWait_TellsThem()
    {
        const int Count = 100;
        SlowFeedback feedback = new();
        await using Rig rig = new Rig { Feedback = feedback }.Start();
        NewMessage message = rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org");
        for (int i = 0; i < Count; i++) rig.Engine.Reporter.Queued(message, DateTimeOffset.UnixEpoch);
        await feedback.Begun.Task;
        Task stop = rig.StopAsync();
        await Rig.UntilAsync(() => rig.Engine.Reporter.IsComplete);
        feedback.Gate.SetResult();
        await stop;
        Assert.Equal(Count, feedback.Told);
    }

    [Fact]
    public async Task Feedback_ThatGivesUpWaiting_IsToldTheNextReport()
    {
        SlowFeedback feedback = new() { Error = new TaskCanceledException("for a test") };
        feedback.Gate.SetResult();
        await using Rig rig = new Rig { Feedback = feedback }.Start();
        NewMessage message = rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org");
        for (int i = 0; i < 3; i++) rig.Engine.Reporter.Queued(message, DateTimeOffset.UnixEpoch);
        await Rig.UntilAsync(() => feedback.Told == 3);
    }

    [Fact]
    public async Task Result_ThatCannotBeMade_LeavesTheLaneItsWorkerAndTheQueueItsMail()
    {
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("bad@", StringComparison.Ordinal) ? "450 4.2.0 later" : null };
        MemoryQueue queue = new(TimeProvider.System);
        StaticRoutes routes = new();
        routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { InitialConnections = 1, MaximumConnections = 1 }, server.EndPoint));
        GatewayOptions options = new() { Hostname = "gateway.test", DrainTimeout = TimeSpan.Zero };
        await using DeliveryEngine engine = new(queue, routes, options, null, null, TimeProvider.System, NullLogger.Instance, static () => throw new InvalidOperationException("for a test"));
        MailGateway gateway = new(queue, engine, null, TimeProvider.System, NullLogger.Instance);
        await using Rig rig = new(); // for its messages
        engine.Start();
        foreach (string to in (string[])["bad@example.org", "good@example.org"])
        {
            Assert.Equal(QueueAdditionOutcome.Stored, await gateway.AcceptAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), to), Token));
            await Rig.UntilAsync(() => queue.Results.Count == (to[0] == 'b' ? 1 : 2));
        }

        Assert.Equal(DeliveryState.Waiting, Assert.Single(queue.All).State);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Notice_ThatFailsAfterAnother_IsTriedAgainInItsTime()
    {
        FakeTimeProvider time = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("RCPT TO:<x@", StringComparison.Ordinal) ? "550 5.1.1 who" : null };
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("one.example", server.EndPoint).With("domena.cz", server.EndPoint);
        int failed = 0;
        rig.Memory.BodyError = _ => Interlocked.Increment(ref failed) > 0 ? new InvalidOperationException("for a test") : null;
        await rig.SendAsync("x@one.example");
        await Rig.UntilAsync(() => Volatile.Read(ref failed) == 1);
        time.Advance(TimeSpan.FromSeconds(30));
        await rig.SendAsync("x@one.example");
        await Rig.UntilAsync(() => Volatile.Read(ref failed) == 2);
        rig.Memory.BodyError = static _ => null;
        for (int i = 0; i < 100 && server.Mails.Count < 2; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }

        await Rig.UntilAsync(() => server.Mails.Count == 2);
    }

    [Fact]
    public async Task Renewal_ThatFailsUnexpectedly_KeepsNoAttemptFromBeingCutOff()
    {
        FakeTimeProvider time = new();
        ClaimKeeper keeper = new(queue: null!, new GatewayOptions { Hostname = "gateway.test", AttemptTimeout = TimeSpan.FromMinutes(10) }, time, NullLogger.Instance); // each renewal is a bug
        using CancellationTokenSource end = new();
        using Attempt attempt = new(Jobs.For(new DeliveryLane("example.org")), time.GetTimestamp());
        keeper.Add(attempt);
        Task keeping = keeper.RunAsync(end.Token);
        await Rig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return attempt.Cause == AbortCause.TimedOut;
        });
        await end.CancelAsync();
        await keeping;
    }

    private sealed class SlowFeedback : IDeliveryFeedback
    {
        private int _told;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Error { get; init; }

        public int Told => Volatile.Read(ref _told);

        public async ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _told);
            if (Error is not null) throw Error;
        }
    }
}
