using System.Net;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>The bounds of one client address and of one network, which harm no other client.</summary>
public sealed class ClientBoundTests
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Connections_P8_TheFiftyFirstOfOneAddress_IsToldSoAndOthersAreServed()
    {
        using BoundCounter bounds = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.UncountedClients, o.MaximumConnectionsPerAddress) = ([], 50));
        SmtpWire[] open = new SmtpWire[50];
        for (int i = 0; i < open.Length; i++) open[i] = await SmtpWire.GreetAsync(server.StartTls);
        await using (SmtpWire refused = await SmtpWire.ConnectAsync(server.StartTls))
            Assert.Equal("421 4.7.0 Too many connections from your address, try again later\n", await refused.ReadToEndAsync());
        Assert.NotEqual(0, bounds[SmtpBound.ConnectionsPerAddress]);

        await using (SmtpWire other = await SmtpWire.ConnectAsync(server.StartTls, Other)) await other.ExpectAsync("220 ");
        Assert.StartsWith("250", await open[0].AskAsync("NOOP"), StringComparison.Ordinal);
        await open[1].DisposeAsync();
        await Patience.UntilAsync(() => server.Handler.OpenConnections <= 49);
        await using (SmtpWire next = await SmtpWire.ConnectAsync(server.StartTls)) await next.ExpectAsync("220 ");
        foreach (SmtpWire wire in open) await wire.DisposeAsync();
    }

    [Fact]
    public async Task Connections_P8_TheEleventhInASecond_IsToldSoAndOthersAreServed()
    {
        using BoundCounter bounds = new();
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.UncountedClients, o.MaximumConnectionRate) = ([], 10), time);
        for (int i = 0; i < 10; i++) await (await SmtpWire.GreetAsync(server.StartTls)).DisposeAsync();
        await using (SmtpWire refused = await SmtpWire.ConnectAsync(server.StartTls))
            Assert.Equal("421 4.7.0 Connecting too fast, try again later\n", await refused.ReadToEndAsync());
        Assert.NotEqual(0, bounds[SmtpBound.ConnectionRate]);

        await using (SmtpWire other = await SmtpWire.ConnectAsync(server.StartTls, Other)) await other.ExpectAsync("220 ");
        time.Advance(TimeSpan.FromSeconds(1));
        await using (SmtpWire later = await SmtpWire.ConnectAsync(server.StartTls)) await later.ExpectAsync("220 ");
    }

    [Fact]
    public void Connections_P8_OfANetworkOf64Bits_ShareABoundAndARate()
    {
        FakeTimeProvider time = new();
        ClientCounts counts = new(new SmtpServerOptions { MaximumConnectionsPerAddress = 2, MaximumConnectionsPerNetwork = 3, MaximumConnectionRate = 5 }, time);
        string? Enter(string address) => counts.Enter(IPAddress.Parse(address));

        Assert.Null(Enter("2001:db8:1:1::1"));
        Assert.Null(Enter("2001:db8:1:1::1"));
        Assert.Equal(SmtpBound.ConnectionsPerAddress, Enter("2001:db8:1:1::1"));
        Assert.Null(Enter("2001:db8:1:1:ffff::2"));
        Assert.Equal(SmtpBound.ConnectionsPerNetwork, Enter("2001:db8:1:1::3"));
        Assert.Null(Enter("2001:db8:1:2::1"));
        counts.Leave(IPAddress.Parse("2001:db8:1:1::1"));
        Assert.Null(Enter("2001:db8:1:1::4"));
        counts.Leave(IPAddress.Parse("2001:db8:1:1::4"));
        Assert.Null(Enter("2001:db8:1:1::5"));
        counts.Leave(IPAddress.Parse("2001:db8:1:1::5"));
        Assert.Equal(SmtpBound.ConnectionRate, Enter("2001:db8:1:1::6"));
    }

    [Fact]
    public void Connections_OfUncountedClients_HaveNoBound()
    {
        ClientCounts counts = new(new SmtpServerOptions { MaximumConnectionsPerAddress = 1, MaximumConnectionRate = 1 }, new FakeTimeProvider());
        for (int i = 0; i < 100; i++) Assert.Null(counts.Enter(IPAddress.Loopback));
        Assert.Equal(0, counts.Remembered);
    }

    [Fact]
    public void Connections_P8_InAnyOrder_AreThoseOfTheModel() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 400]).Array[1, 60].Sample(static steps =>
    {
        FakeTimeProvider time = new();
        ClientCounts counts = new(new SmtpServerOptions { MaximumConnectionsPerAddress = 3, MaximumConnectionRate = 4 }, time);
        int[] open = new int[4];
        List<DateTimeOffset>[] arrivals = [[], [], [], []];
        foreach ((int who, int what, int pause) in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(pause));
            IPAddress address = new([192, 0, 2, (byte)who]);
            if (what == 0 && open[who] > 0)
            {
                counts.Leave(address);
                open[who]--;
                continue;
            }

            string? expected = open[who] >= 3 ? SmtpBound.ConnectionsPerAddress
                : arrivals[who].Count(arrival => time.GetUtcNow() - arrival < TimeSpan.FromSeconds(1)) >= 4 ? SmtpBound.ConnectionRate : null;
            Assert.Equal(expected, counts.Enter(address));
            if (expected is not null) continue;
            open[who]++;
            arrivals[who].Add(time.GetUtcNow());
        }
    });

    [Fact]
    public void Connections_OfAMillionAddresses_AreForgottenOnceTheyHaveGone()
    {
        FakeTimeProvider time = new();
        ClientCounts counts = new(new SmtpServerOptions(), time);
        for (int i = 0; i < 1_000_000; i++)
        {
            if (i % 1000 == 0) time.Advance(TimeSpan.FromMilliseconds(100));
            IPAddress address = new([100, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            Assert.Null(counts.Enter(address));
            counts.Leave(address);
        }

        Assert.InRange(counts.Remembered, 1, 50_000);
    }
}
