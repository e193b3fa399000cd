using System.Net;
using System.Text;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class ProxyTests
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] V2 = [.. Signature, 0x21, 0x11, 0, 16, 192, 0, 2, 1, 198, 51, 100, 1, 0xDC, 0x04, 0x02, 0x4B, 0x04, 0, 1, 0xFF];
    private static readonly byte[] V2Local = [.. Signature, 0x20, 0x00, 0, 0];

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 587\r\n", "192.0.2.1:56324")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n", "[2001:db8::1]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", null)]
    public async Task Header_Version1FromATrustedProxy_NamesTheClient(string header, string? client) =>
        await CheckAsync(Encoding.ASCII.GetBytes(header), client);

    [Fact]
    public async Task Header_Version2FromATrustedProxy_NamesTheClient()
    {
        await CheckAsync(V2, "192.0.2.1:56324");
        await CheckAsync(V2Local, null);
    }

    [Fact]
    public async Task Header_BeforeImplicitTls_NamesTheClient()
    {
        Script script = new();
        await using TestServer server = await StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.ImplicitTls);
        await client.SendAsync(V2);
        await client.StartTlsAsync();
        await client.ExpectAsync("220");
        Assert.Equal("192.0.2.1:56324", Assert.Single(script.Clients).Remote.ToString());
    }

    [Theory]
    [InlineData("EHLO x\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 65536\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.1 1 1\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 1 1\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 1 1\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.1 1 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 1 1\n\n")]
    [InlineData("\r\n\r\n\0\r\nQUIX")]
    public async Task Header_MissingOrMalformed_ClosesTheConnection(string sent)
    {
        Script script = new();
        await using TestServer server = await StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.SendAsync(sent.PadRight(200, 'x'));
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Empty(script.Clients);
    }

    [Fact]
    public async Task Header_Version2BeyondTheBound_ClosesTheConnection()
    {
        Script script = new();
        await using TestServer server = await StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.SendAsync((byte[])[.. Signature, 0x21, 0x11, 0xFF, 0xFF]);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Empty(script.Clients);
    }

    private static Task<TestServer> StartAsync(Script script) =>
        TestServer.StartAsync(script, static o => o.TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")]);

    private static async Task CheckAsync(byte[] header, string? expected)
    {
        Script script = new();
        await using TestServer server = await StartAsync(script);
        for (int cut = 0; cut < header.Length; cut += 7)
        {
            script.Clients.Clear();
            await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
            await client.SendAsync(header.AsMemory(0, cut));
            await Task.Yield();
            await client.SendAsync(header.AsMemory(cut));
            await client.ExpectAsync("220");
            Assert.StartsWith("250", await client.AskAsync("EHLO x"), StringComparison.Ordinal);
            SmtpClientInfo info = Assert.Single(script.Clients);
            Assert.Equal(IPAddress.Loopback, info.Proxy!.Address);
            if (expected is null) Assert.Equal(info.Proxy, info.Remote);
            else Assert.Equal(expected, info.Remote.ToString());
        }
    }
}
