using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Routing;

public sealed class OwnServerTests
{
    private static readonly IPAddress[] Machine =
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(static network => network.GetIPProperties().UnicastAddresses).Select(static unicast => unicast.Address)];

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void IsAt_ListenerAtAllAddresses_IsEveryAddressOfTheMachine(string any)
    {
        FakeTimeProvider time = new();
        OwnServer own = new([], [new IPEndPoint(IPAddress.Parse(any), 25)], time);
        Assert.NotEmpty(Machine);
        for (int i = 0; i < 2; i++)
        {
            Assert.All(Machine, address => Assert.True(own.IsAt(address, 25)));
            Assert.All(Machine, address => Assert.False(own.IsAt(address, 26)));
            Assert.True(own.IsAt(IPAddress.Parse("127.1.2.3"), 25));
            Assert.False(own.IsAt(IPAddress.Parse("192.0.2.1"), 25));
            time.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public void IsAt_ListenerAtOneAddress_IsThatAlone()
    {
        OwnServer own = new([], [new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), 25)], TimeProvider.System);
        Assert.True(own.IsAt(IPAddress.Loopback, 25));
        Assert.True(own.IsAt([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("::ffff:127.0.0.1")], 25));
        Assert.False(own.IsAt(IPAddress.Loopback, 26));
        Assert.False(own.IsAt(IPAddress.Parse("127.0.0.2"), 25));
        Assert.False(own.IsAt(IPAddress.IPv6Loopback, 25));
    }

    [Theory]
    [InlineData("gateway.example", true)]
    [InlineData("GATEWAY.example", true)]
    [InlineData("xn--pklad-zsa96e.cz", true)]
    [InlineData("mx.gateway.example", false)]
    public void IsNamed_Host_IsComparedInCanonicalForm(string host, bool expected) =>
        Assert.Equal(expected, new OwnServer(["Gateway.example.", "příklad.cz"], [], TimeProvider.System).IsNamed(host));
}
