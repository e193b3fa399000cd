extern alias service;

using System.Net.Sockets;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy.Client.Tests.Support;
using HostWire = service::Submission.Policy.V1;

namespace Submission.Policy.Client.Tests;

/// <summary>What goes wrong on the wire is one kind of exception, a cancelled wait another, and nothing is told twice.</summary>
public sealed class FailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_WithAFieldThatIsWrong_NamesIt()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        PolicyServiceException exception = await Assert.ThrowsAsync<PolicyServiceException>(
            () => client.CheckAsync(Dialogs.Whole with { Authentication = new AuthenticationFacts(new string('x', 600), AuthenticationOutcome.WrongPassword) }, Cancellation));
        Assert.Equal(StatusCode.InvalidArgument, exception.Status);
        Assert.Equal("facts.authentication.login", exception.Field);
        Assert.Contains("512", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact_OutOfOrder_EndsTheSessionWithItsName()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        PolicyServiceException first = await Assert.ThrowsAsync<PolicyServiceException>(() => session.HeloAsync("too-early", Cancellation));
        Assert.Equal((StatusCode.FailedPrecondition, "helo"), (first.Status, first.Field));
        PolicyServiceException next = await Assert.ThrowsAsync<PolicyServiceException>(() => session.ConnectAsync(Cancellation));
        Assert.Equal((first.Status, first.Field, first.Message), (next.Status, next.Field, next.Message));
    }

    [Fact]
    public async Task Service_ThatIsNotThere_IsUnavailable()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)); // it refuses, and nobody else can have it
        using var client = new PolicyClient(new PolicyClientOptions { Address = new Uri($"http://{nobody.LocalEndPoint}") });
        PolicyServiceException call = await Assert.ThrowsAsync<PolicyServiceException>(() => client.UsageAsync("jan", Cancellation));
        Assert.Equal(StatusCode.Unavailable, call.Status);
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        PolicyServiceException fact = await Assert.ThrowsAsync<PolicyServiceException>(() => session.ConnectAsync(Cancellation));
        Assert.Equal(StatusCode.Unavailable, fact.Status);
        Assert.Contains("refused", fact.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Service_ThatStops_EndsSessionsWithAClearError()
    {
        PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        await host.StopAsync(Cancellation);
        await host.DisposeAsync();
        PolicyServiceException exception = await Assert.ThrowsAsync<PolicyServiceException>(() => session.HeloAsync("still-here", Cancellation));
        Assert.Equal(StatusCode.Unavailable, exception.Status);
    }

    [Fact]
    public async Task Stream_ThatBreaksInTheMiddle_EndsEveryFactUnderWay()
    {
        int taken = 0;
        await using StubService stub = await StubService.StartAsync(async (facts, answers, call) =>
        {
            while (taken < 3 && await facts.MoveNext(call.CancellationToken)) taken++;
            call.GetHttpContext().Abort();
        });
        using PolicyClient client = stub.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        Task<Verdict> connect = session.ConnectAsync(Cancellation);
        Task<Verdict> helo = session.HeloAsync("laptop.example", Cancellation);
        PolicyClientTransaction transaction = session.BeginTransaction();
        Task<Verdict> mail = transaction.MailAsync(Dialogs.Sender, Cancellation);
        foreach (Task<Verdict> fact in new[] { connect, helo, mail }) await Assert.ThrowsAsync<PolicyServiceException>(() => fact);
        await Assert.ThrowsAsync<PolicyServiceException>(() => transaction.RecipientAsync(Dialogs.Friend, Cancellation));
        // What is over needs no words: neither a transaction nor a session throws when it is disposed.
        await transaction.DisposeAsync();
        Assert.Equal(3, taken);
    }

    [Fact]
    public async Task Answer_ToAnotherFact_EndsTheSession()
    {
        await using StubService stub = await StubService.StartAsync(static async (facts, answers, call) =>
        {
            while (await facts.MoveNext(call.CancellationToken)) await answers.WriteAsync(new HostWire.SessionResponse { CorrelationId = 4711 }, call.CancellationToken);
        });
        using PolicyClient client = stub.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        PolicyServiceException exception = await Assert.ThrowsAsync<PolicyServiceException>(() => session.ConnectAsync(Cancellation));
        Assert.Equal(StatusCode.Internal, exception.Status);
    }

    [Fact]
    public async Task Answer_ThatIsLate_IsADeadline_AndEndsTheSession()
    {
        var clock = new FakeTimeProvider();
        var told = new TaskCompletionSource();
        await using StubService stub = await StubService.StartAsync(async (facts, _, call) =>
        {
            await facts.MoveNext(call.CancellationToken);
            told.SetResult();
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
        });
        using PolicyClient client = stub.CreateClient(options => (options.Deadline, options.TimeProvider) = (TimeSpan.FromSeconds(5), clock));
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        Task<Verdict> connect = session.ConnectAsync(Cancellation);
        await told.Task.WaitAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(connect.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        PolicyServiceException exception = await Assert.ThrowsAsync<PolicyServiceException>(() => connect);
        Assert.Equal(StatusCode.DeadlineExceeded, exception.Status);
        Assert.Contains("5 s", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PolicyServiceException>(() => session.HeloAsync("laptop.example", Cancellation));
    }

    [Fact]
    public async Task Call_ThatIsLate_IsADeadline()
    {
        var clock = new FakeTimeProvider();
        var told = new TaskCompletionSource();
        await using StubService stub = await StubService.StartAsync(check: async (_, call) =>
        {
            told.SetResult();
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return new HostWire.CheckResponse();
        });
        using PolicyClient client = stub.CreateClient(options => (options.Deadline, options.TimeProvider) = (TimeSpan.FromSeconds(5), clock));
        Task<CheckResult> check = client.CheckAsync(Dialogs.Whole, Cancellation);
        await told.Task.WaitAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<PolicyServiceException>(() => check)).Status);
    }

    [Fact]
    public async Task Wait_ThatIsCancelled_IsACancellation_AndTheSessionGoesOn()
    {
        var release = new TaskCompletionSource();
        await using StubService stub = await StubService.StartAsync(async (facts, answers, call) =>
        {
            while (await facts.MoveNext(call.CancellationToken))
            {
                if (facts.Current.FactCase == HostWire.SessionRequest.FactOneofCase.Helo) await release.Task;
                await answers.WriteAsync(Accept(facts.Current.CorrelationId), call.CancellationToken);
            }
        });
        using PolicyClient client = stub.CreateClient();
        await using PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        await session.ConnectAsync(Cancellation);
        using var cancellation = new CancellationTokenSource();
        Task<Verdict> helo = session.HeloAsync("laptop.example", cancellation.Token);
        await cancellation.CancelAsync();
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => helo);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.HeloAsync("never-told", cancellation.Token));
        release.SetResult();
        Assert.True((await session.AuthenticateAsync("jan", AuthenticationOutcome.Succeeded, Cancellation)).Verdict.IsAccepted);
    }

    [Fact]
    public async Task Call_ThatIsCancelled_IsACancellation()
    {
        var told = new TaskCompletionSource();
        await using StubService stub = await StubService.StartAsync(check: async (_, call) =>
        {
            told.SetResult();
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return new HostWire.CheckResponse();
        });
        using PolicyClient client = stub.CreateClient();
        using var cancellation = new CancellationTokenSource();
        Task<CheckResult> check = client.CheckAsync(Dialogs.Whole, cancellation.Token);
        await told.Task.WaitAsync(Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
    }

    [Fact]
    public async Task Message_WhoseOctetsCannotBeRead_LeavesATransactionThatCanOnlyBeDisposed()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
        PolicyClientTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Dialogs.Sender, Cancellation);
        await transaction.RecipientAsync(Dialogs.Friend, Cancellation);
        await Assert.ThrowsAsync<IOException>(() => transaction.MessageAsync(new BrokenStream(), Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.MessageAsync(new MessageFacts { Size = 1 }, Cancellation));
        await transaction.DisposeAsync();
        await using PolicyClientTransaction next = session.BeginTransaction();
        Assert.True((await next.MailAsync(Dialogs.Sender, Cancellation)).IsAccepted);
        Assert.Empty(host.World.VirusScanner.Answers);
    }

    internal static HostWire.SessionResponse Accept(ulong id) => new() { CorrelationId = id, Verdict = new HostWire.Verdict { Kind = HostWire.VerdictKind.Accept } };

    // Gives one piece, then fails as a spool file would.
    private sealed class BrokenStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reads++ == 0 ? new(buffer.Length) : throw new IOException("the disk is gone");
    }
}
