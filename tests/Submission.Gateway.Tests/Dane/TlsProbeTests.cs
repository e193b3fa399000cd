using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;

namespace Submission.Gateway.Tests.Dane;

/// <summary>Looks at servers that are silent, turn everybody away, or must not be connected to; what certificates come to is tested end to end.</summary>
public sealed class TlsProbeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Look_ServerThatSaysNothing_IsGivenUpInTime()
    {
        using TcpListener listener = Listen("127.0.0.1");
        var time = new FakeTimeProvider();
        Task<TlsSight> look = LookAsync(TlsRequirement.Opportunistic, time, listener);
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancelled);
        time.Advance(TlsProbe.Patience);
        TlsSight sight = await look.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        Assert.Equal(TlsSightOutcome.NotReached, sight.Outcome);
        Assert.Contains("has not answered", sight.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_MailWouldNotGoThere_ConnectsToNothing()
    {
        using TcpListener listener = Listen("127.0.0.1");
        var failure = new TlsFailure(TlsFailureKind.DnssecInvalid, "nothing is known");
        Assert.Equal(new TlsSight(TlsSightOutcome.Refused) { Failure = failure }, await LookAsync(TlsRequirement.Opportunistic with { Deferral = failure }, TimeProvider.System, listener));
        Assert.Equal(new TlsSight(TlsSightOutcome.Refused) { Failure = failure }, await LookAsync(TlsRequirement.Opportunistic with { Refusal = failure }, TimeProvider.System, listener));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Look_FirstAddressTurnsUsAway_AsksTheNext()
    {
        using TcpListener first = Listen("127.0.0.1");
        await using TlsSink second = await TlsSink.StartAsync("127.0.0.2");
        second.HideTls("127.0.0.2");
        Task<TlsSight> look = LookAsync(TlsRequirement.Opportunistic, new FakeTimeProvider(), (IPEndPoint)first.LocalEndpoint, second.At("127.0.0.2"));
        using (TcpClient client = await first.AcceptTcpClientAsync(Cancelled)) await client.GetStream().WriteAsync("554 5.7.1 No\r\n"u8.ToArray(), Cancelled);
        TlsSight sight = await look;
        Assert.Equal((TlsSightOutcome.Clear, second.At("127.0.0.2")), (sight.Outcome, sight.RemoteEndPoint));
        Assert.Equal(TlsFailureKind.StartTlsNotSupported, sight.TestingFailure?.Kind);
    }

    private static Task<TlsSight> LookAsync(TlsRequirement requirement, TimeProvider time, TcpListener listener) => LookAsync(requirement, time, (IPEndPoint)listener.LocalEndpoint);

    private static Task<TlsSight> LookAsync(TlsRequirement requirement, TimeProvider time, params ImmutableArray<IPEndPoint> endPoints) =>
        new TlsProbe("probe.example", time).LookAsync(new RouteHost("mx.friend.example", 10, endPoints), requirement, Cancelled).AsTask();

    private static TcpListener Listen(string address)
    {
        TcpListener listener = new(IPAddress.Parse(address), 0);
        listener.Start();
        return listener;
    }
}
