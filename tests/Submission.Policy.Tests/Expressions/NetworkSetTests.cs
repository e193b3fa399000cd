using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Submission.Policy.Expressions;

namespace Submission.Policy.Tests.Expressions;

public sealed class NetworkSetTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.1", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.6", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::1", "2001:DB8:0:0::1", true)]
    public void Contains_Address_IsDecidedByItsBits(string network, string address, bool expected)
    {
        NetworkSet set = NetworkSet.Parse([network], out ImmutableArray<NetworkProblem> problems);
        Assert.Empty(problems);
        Assert.Equal(expected, set.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.1/16")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("::ffff:10.0.0.0/95")]
    [InlineData("10.0.0.1/8")]
    public void Parse_NoNetwork_IsAProblemAndContainsNothing(string item)
    {
        NetworkSet set = NetworkSet.Parse(["192.0.2.1", item], out ImmutableArray<NetworkProblem> problems);
        Assert.Equal((1, item), (Assert.Single(problems).Index, problems[0].Item));
        Assert.True(set.Contains(IPAddress.Parse("192.0.2.1")));
        Assert.False(set.Contains(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Contains_AnyNetworks_AgreesWithDotNet() => Gen.Select(Gen.Select(Gen.UInt, Gen.Int[0, 32]).Array[0, 20], Gen.UInt.Array[1, 20]).Sample(static (networks, addresses) =>
    {
        IPNetwork[] model = [.. networks.Select(static network => new IPNetwork(ToAddress(network.Item2 == 0 ? 0 : network.Item1 & (uint.MaxValue << (32 - network.Item2))), network.Item2))];
        NetworkSet set = NetworkSet.Parse([.. model.Select(static network => network.ToString())], out ImmutableArray<NetworkProblem> problems);
        Assert.Empty(problems);
        IEnumerable<IPAddress> edges = model.Select(static network => network.BaseAddress);
        foreach (IPAddress address in addresses.Select(ToAddress).Concat(edges))
            Assert.Equal(model.Any(network => network.Contains(address)), set.Contains(address));
    });

    [Fact]
    public void ContainsAddress_OfPolicyList_ReadsItsNetworks()
    {
        PolicyList list = new("networks", ["192.0.2.0/24", "not a network"]);
        Assert.True(list.ContainsAddress(IPAddress.Parse("192.0.2.1")));
        Assert.False(list.ContainsAddress(IPAddress.Parse("192.0.1.1")));
        Assert.True(list.Contains("not a network"));
        Assert.False(list.Contains("Not a network"));
    }

    private static IPAddress ToAddress(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
