using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>P22: under load new sessions are sent away while those that run finish, the bounds tighten, and all that passes by itself.</summary>
public sealed class LoadTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void Load_P22_WorkWaitsForAThread_IsOverloadAfterAWhileAndOverOnlyWhenItHasLongBeenGood()
    {
        FakeTimeProvider time = new();
        Recorder log = new();
        Queue<Action> waiting = new();
        SmtpLoad load = new(new SmtpServerOptions(), time, log, waiting.Enqueue);
        load.Count(1);
        void Look(int milliseconds, int times)
        {
            for (int i = 0; i < times; i++)
            {
                time.Advance(Tick);
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                Assert.True(waiting.TryDequeue(out Action? look));
                look();
            }
        }

        Look(0, 100);
        Assert.Equal(SmtpLoadLevel.Normal, load.Level);
        Look(600, 4);
        Assert.Equal(SmtpLoadLevel.Normal, load.Level);
        Look(0, 1);
        Look(600, 5);
        Assert.Equal(SmtpLoadLevel.Normal, load.Level);
        Look(600, 10);
        Assert.Equal(SmtpLoadLevel.Overloaded, load.Level);
        Assert.Equal(1, load.MaximumErrors);
        Assert.Equal(TimeSpan.FromSeconds(10), load.Silence(TimeSpan.FromMinutes(5)));

        // Neither bad nor well: it stays.
        Look(400, 100);
        Assert.Equal(SmtpLoadLevel.Overloaded, load.Level);
        Look(0, 30);
        Look(600, 1);
        Look(0, 30);
        Assert.Equal(SmtpLoadLevel.Overloaded, load.Level);
        Look(0, 20);
        Assert.Equal(SmtpLoadLevel.Normal, load.Level);
        Assert.Equal(20, load.MaximumErrors);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("Overloaded", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("Normal", log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneLookThatTakesVeryLong_IsNoOverload()
    {
        FakeTimeProvider time = new();
        Queue<Action> waiting = new();
        SmtpLoad load = new(new SmtpServerOptions(), time, new Recorder(), waiting.Enqueue);
        load.Count(1);
        time.Advance(Tick);
        time.Advance(TimeSpan.FromMinutes(5));
        waiting.Dequeue()();
        Assert.Equal(SmtpLoadLevel.Normal, load.Level);
    }

    [Fact]
    public void Load_NobodyConnected_LooksAtNothing()
    {
        FakeTimeProvider time = new();
        Queue<Action> waiting = new();
        SmtpLoad load = new(new SmtpServerOptions(), time, new Recorder(), waiting.Enqueue);
        load.Count(1);
        load.Count(-1);
        time.Advance(Tick);
        waiting.Dequeue()();
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(waiting);
    }

    [Fact]
    public async Task Sessions_P22_NearlyAllPlacesTaken_AreBorneLessAndWithTimeAsBefore()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.MaximumConnections, o.Load.RelaxAfter) = (10, TimeSpan.FromMinutes(1)), time);
        SmtpWire[] clients = new SmtpWire[8];
        for (int i = 0; i < 7; i++) clients[i] = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("500", await clients[0].AskAsync("BOGUS"), StringComparison.Ordinal);
        Assert.False(server.Handler.IsBusy);
        Task<string> silent = clients[1].ReadToEndAsync();

        clients[7] = await SmtpWire.GreetAsync(server.StartTls); // the eighth of ten
        Assert.True(server.Handler.IsBusy);
        Assert.False(server.Handler.IsOverloaded);
        Assert.Equal("421 4.7.0 Too many errors", await clients[0].AskAsync("BOGUS"));
        // Those that were silent before are not waited for any longer either, and those that speak are.
        for (int i = 0; i < 6 || (i < 25 && server.Handler.OpenConnections > 1); i++) // more where a session begins to wait late
        {
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.StartsWith("250", await clients[2].AskAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.Equal("421 4.4.2 Timed out\n", await silent);
        foreach (SmtpWire client in clients.AsSpan(3).ToArray()) Assert.Equal("421 4.4.2 Timed out\n", await client.ReadToEndAsync());

        await Patience.UntilAsync(() => server.Handler.OpenConnections == 1);
        Assert.True(server.Handler.IsBusy);
        for (int i = 0; i < 60 && server.Handler.IsBusy; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.StartsWith("250", await clients[2].AskAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.False(server.Handler.IsBusy);
        Assert.StartsWith("500", await clients[2].AskAsync("BOGUS"), StringComparison.Ordinal);
        foreach (SmtpWire client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_P22_AnswersOfTheHostTakeTooLong_NewOnesAreSentAwayAndRunningOnesFinish()
    {
        using BoundCounter bounds = new();
        FakeTimeProvider time = new();
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = new() { Hold = _ => release.Task };
        await using TestServer server = await TestServer.StartAsync(
            script, static o => (o.Load.MaximumAnswerDelay, o.Load.MaximumQueueDelay, o.MaximumIdleCommands) = (TimeSpan.FromSeconds(10), TimeSpan.Zero, 1_000_000), time);
        SmtpWire[] clients = new SmtpWire[AnswerDelays.LeastWaiting];
        for (int i = 0; i < clients.Length; i++) clients[i] = await SmtpWire.GreetAsync(server.StartTls);
        await using SmtpWire idle = await SmtpWire.GreetAsync(server.StartTls);
        foreach (SmtpWire client in clients) await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\ntext\r\n.\r\n");
        await Patience.UntilAsync(() => script.Messages.Count == clients.Length);
        for (int i = 0; i < 2000 && !server.Handler.IsOverloaded; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            Assert.StartsWith("250", await idle.AskAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.True(server.Handler.IsOverloaded);
        await using (SmtpWire refused = await SmtpWire.ConnectAsync(server.StartTls))
            Assert.Equal("421 4.3.2 Server overloaded, try again later\n", await refused.ReadToEndAsync());
        Assert.NotEqual(0, bounds[SmtpBound.Load]);
        release.SetResult();
        foreach (SmtpWire client in clients)
        {
            foreach (string reply in (string[])["250 2.1.0", "250 2.1.5", "354", "250 2.0.0"]) await client.ExpectAsync(reply);
            await client.DisposeAsync();
        }

        for (int i = 0; i < 200 && server.Handler.IsOverloaded; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.StartsWith("250", await idle.AskAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.False(server.Handler.IsOverloaded);
        await (await SmtpWire.GreetAsync(server.StartTls)).DisposeAsync();
    }

    private sealed class Recorder : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
