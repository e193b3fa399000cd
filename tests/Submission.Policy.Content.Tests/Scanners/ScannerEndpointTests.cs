using System.Net;
using System.Net.Sockets;
using CsCheck;
using Submission.Policy.Lookups;

namespace Submission.Policy.Content.Tests.Scanners;

public sealed class ScannerEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:3310")]
    [InlineData("192.0.2.1:1")]
    [InlineData("[::1]:65535")]
    [InlineData("[2001:db8::1]:3310")]
    public void TryParse_AddressAndPort_IsAnIPEndPoint(string text)
    {
        Assert.True(ScannerEndpoint.TryParse(text, out EndPoint? endpoint));
        Assert.Equal(IPEndPoint.Parse(text), endpoint);
        Assert.Equal(text, ScannerEndpoint.Describe(endpoint));
    }

    [Theory]
    [InlineData("localhost:3310", "localhost", 3310)]
    [InlineData("clam_av.internal:3310", "clam_av.internal", 3310)]
    [InlineData("Clamd-1.example:80", "Clamd-1.example", 80)]
    [InlineData("1and1.example:3310", "1and1.example", 3310)]
    public void TryParse_HostAndPort_IsADnsEndPoint(string text, string host, int port)
    {
        Assert.True(ScannerEndpoint.TryParse(text, out EndPoint? endpoint));
        Assert.Equal(new DnsEndPoint(host, port), endpoint);
        Assert.Equal(text, ScannerEndpoint.Describe(endpoint));
    }

    [Theory]
    [InlineData("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl")]
    [InlineData("unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl")]
    [InlineData("/run/a b:3310", "/run/a b:3310")]
    public void TryParse_Path_IsAUnixSocket(string text, string path)
    {
        Assert.True(ScannerEndpoint.TryParse(text, out EndPoint? endpoint));
        Assert.IsType<UnixDomainSocketEndPoint>(endpoint);
        Assert.Equal(path, ScannerEndpoint.Describe(endpoint));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("3310")]
    [InlineData(":3310")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:+80")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.0.0.1:80 ")]
    [InlineData("127.0.0.1:000080")]
    [InlineData("127.0.1:3310")]
    [InlineData("010.0.0.1:3310")]
    [InlineData("256.0.0.1:3310")]
    [InlineData("::1:3310")]
    [InlineData("[::1]")]
    [InlineData("[127.0.0.1]:3310")]
    [InlineData("[]:3310")]
    [InlineData("a b:3310")]
    [InlineData("-a:3310")]
    [InlineData("a-.b:3310")]
    [InlineData("a..b:3310")]
    [InlineData("a.:3310")]
    [InlineData("http://127.0.0.1:3310")]
    [InlineData("tcp:127.0.0.1:3310")]
    [InlineData("č.example:3310")]
    [InlineData("/")]
    [InlineData("/run/")]
    [InlineData("unix:")]
    [InlineData("unix:run/clamd.ctl")]
    [InlineData("unix:/a\0b")]
    [InlineData("./clamd.ctl")]
    public void TryParse_AnythingElse_IsRefused(string? text)
    {
        Assert.False(ScannerEndpoint.TryParse(text, out EndPoint? endpoint));
        Assert.Null(endpoint);
    }

    [Fact]
    public void TryParse_PathLongerThanTheSystemTakes_IsRefused() => Assert.False(ScannerEndpoint.TryParse("/" + new string('x', 200), out _));

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndKeepsWhatItReads() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789abc.:[]/-_ unix"], 0, 30]).Sample(
            text =>
            {
                if (!ScannerEndpoint.TryParse(text, out EndPoint? endpoint)) return endpoint is null;
                string described = ScannerEndpoint.Describe(endpoint);
                return ScannerEndpoint.TryParse(described, out EndPoint? again) && again.Equals(endpoint);
            },
            iter: 100_000);

    [Theory]
    [InlineData("http://127.0.0.1:11333", true)]
    [InlineData("http://[::1]:11333/", true)]
    [InlineData("https://rspamd.example/scan", true)]
    [InlineData("127.0.0.1:11333", false)]
    [InlineData("/run/rspamd.sock", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("http://user:geheim@127.0.0.1", false)]
    [InlineData("http://127.0.0.1/?a=b", false)]
    [InlineData("http://127.0.0.1/#a", false)]
    [InlineData("http://", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParseHttp_Text_IsReadOrRefused(string? text, bool expected) => Assert.Equal(expected, ScannerEndpoint.TryParseHttp(text, out _));
}
