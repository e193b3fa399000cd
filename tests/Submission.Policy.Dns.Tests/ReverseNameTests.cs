using System.Net;
using CsCheck;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class ReverseNameTests
{
    private static readonly DomainName Zone = DomainName.Parse("list.test");

    [Fact]
    public void Of_AnyIPv4_IsItsOctetsBackwards() => Gen.Byte.Array[4].Sample(octets =>
        Assert.Equal(string.Join('.', octets.Reverse()) + ".list.test", ReverseName.Of(new IPAddress(octets), Zone)));

    [Fact]
    public void Of_B6_AnyIPv6_IsItsNibblesBackwards() => Gen.Byte.Array[16].Sample(octets =>
        Assert.Equal(string.Join('.', Convert.ToHexStringLower(octets).Reverse()) + ".list.test", ReverseName.Of(new IPAddress(octets), Zone)));
}
