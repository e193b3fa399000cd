using System.Net;
using System.Net.Sockets;
using CsCheck;
using Submission.Policy.GeoIp.Tests.Databases;
using Submission.Policy.Lookups;

namespace Submission.Policy.GeoIp.Tests;

public sealed class CountryLookupTests(CountryFiles files) : IDisposable
{
    private readonly MaxMindCountryLookup _nested = new(files.Nested);
    private readonly MaxMindCountryLookup _flat = new(files.Flat);

    public void Dispose()
    {
        _nested.Dispose();
        _flat.Dispose();
    }

    [Theory]
    [InlineData("11.1.2.3", "CZ")]
    [InlineData("12.0.0.255", "US")]
    [InlineData("15.0.0.1", "CZ")]
    [InlineData("2a00:1::1", "SK")]
    [InlineData("2a00:2::1", "CN")]
    [InlineData("::ffff:11.1.2.3", "CZ")]
    [InlineData("2002:b00:1::1", "CZ")]
    [InlineData("2001:0:4136:e378:8000:63bf:f4ff:fffe", "CZ")]
    [InlineData("64:ff9b::b00:1", "CZ")]
    [InlineData("192.0.2.7", "SK")]
    [InlineData("12.0.1.0", "Absent: no country known")]
    [InlineData("16.0.0.1", "Absent: no country known")]
    [InlineData("2a00:3::1", "Absent: no country known")]
    [InlineData("64:ff9b:0:1::b00:1", "Absent: no country known")]
    [InlineData("198.51.100.1", "Absent: private address")]
    [InlineData("2001:db8::1", "Absent: private address")]
    [InlineData("10.1.2.3", "Absent: private address")]
    [InlineData("::ffff:10.1.2.3", "Absent: private address")]
    [InlineData("2002:a01:203::1", "Absent: private address")]
    [InlineData("64:ff9b::a01:203", "Absent: private address")]
    [InlineData("127.0.0.1", "Absent: private address")]
    [InlineData("::1", "Absent: private address")]
    [InlineData("::", "Absent: private address")]
    [InlineData("0.0.0.0", "Absent: private address")]
    [InlineData("100.64.0.1", "Absent: private address")]
    [InlineData("169.254.0.1", "Absent: private address")]
    [InlineData("fd00::1", "Absent: private address")]
    [InlineData("fe80::1%3", "Absent: private address")]
    public void Find_G4_G5_EitherSchema_TellsTheCountryOfTheHost(string address, string expected)
    {
        Assert.Equal(expected, Show(_nested.Find(IPAddress.Parse(address))));
        Assert.Equal(expected, Show(_flat.Find(IPAddress.Parse(address))));
    }

    [Theory]
    [InlineData("13.0.0.1")]
    [InlineData("14.0.0.1")]
    public void Find_G2_G3_OnlyRegisteredOrRepresented_IsAbsent(string address) =>
        Assert.Equal("Absent: no country known", Show(_nested.Find(IPAddress.Parse(address))));

    [Fact]
    public void Find_AnyAddress_TheRememberedAnswerIsTheFirstOne() => Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Sample(octets =>
    {
        IPAddress address = new(octets);
        LookupResult<string> first = _nested.Find(address);
        Assert.Equal(first, _nested.Find(new IPAddress(octets)));
        // In this database only 11.0.0.0/8 is large enough to be met by chance.
        if (address.AddressFamily == AddressFamily.InterNetwork && octets[0] == 11) Assert.Equal("CZ", first.Value);
    });

    [Fact]
    public void Find_OneRememberedAddress_StillTellsEachApart()
    {
        using MaxMindCountryLookup lookup = new(files.Nested, new() { RememberedAddresses = 1 });
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("CZ", lookup.Find(IPAddress.Parse("11.0.0.1")).Value);
            Assert.Equal("US", lookup.Find(IPAddress.Parse("12.0.0.1")).Value);
        }
    }

    [Fact]
    public void Find_Again_AllocatesNothing()
    {
        IPAddress address = IPAddress.Parse("::ffff:11.0.0.1");
        LookupResult<string> first = _nested.Find(address);
        Assert.Equal(first, _nested.Find(address));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) _nested.Find(address);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void BuiltAt_OfADatabase_IsWhenItWasWritten()
    {
        DateTimeOffset written = new(File.GetLastWriteTimeUtc(files.Nested), TimeSpan.Zero);
        Assert.InRange(_nested.BuiltAt!.Value, written.AddHours(-1), written.AddHours(1));
    }

    private static string? Show(LookupResult<string> result) => result.IsFound ? result.Value : $"{result.State}: {result.Reason}";
}
