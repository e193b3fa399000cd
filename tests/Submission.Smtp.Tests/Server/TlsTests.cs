using System.Net.Security;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class TlsTests
{
    [Fact]
    public async Task StartTls_T2_AfterATransactionBegan_ForgetsAllThatWasLearnt()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        Assert.Equal("220 2.0.0 Ready to start TLS", await client.AskAsync("STARTTLS"));
        await client.StartTlsAsync();
        Assert.StartsWith("503 5.5.1", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
        string extensions = await client.AskAsync("EHLO again");
        Assert.DoesNotContain("STARTTLS", extensions, StringComparison.Ordinal);
        Assert.StartsWith("503 5.5.1", await client.AskAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.Equal(["connect", "ehlo client.example", "mail a@b.cz", "reset", "tls localhost", "ehlo again"], script.Log);
    }

    [Theory]
    [InlineData("STARTTLS\r\nEHLO x\r\n")]
    [InlineData("STARTTLS\r\nMAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n")]
    [InlineData("STARTTLS\r\nA")]
    [InlineData("NOOP\r\nSTARTTLS\r\n\r\n")]
    public async Task StartTls_T1_WithCleartextBehindIt_DropsTheSession(string injected)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(injected);
        Assert.EndsWith("421 4.7.0 Data behind STARTTLS\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartTls_T1_WithCleartextAfterTheReply_NeverObeysIt()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("STARTTLS");
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\n");
        await client.ReadToEndAsync();
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequireTls_OfferedUnderTlsOnly_IsUnknownOtherwise(bool isOffered)
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), options => options.OfferRequireTls = isOffered);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.DoesNotContain("REQUIRETLS", await client.AskAsync("EHLO clear"), StringComparison.Ordinal);
        Assert.Equal("555 5.5.4 Unknown parameter", await client.AskAsync("MAIL FROM:<a@b.cz> REQUIRETLS"));
        await client.AskAsync("STARTTLS");
        await client.StartTlsAsync();
        Assert.Equal(isOffered, (await client.AskAsync("EHLO again")).Contains("REQUIRETLS", StringComparison.Ordinal));
        Assert.StartsWith(isOffered ? "501 5.5.4" : "555 5.5.4", await client.AskAsync(isOffered ? "MAIL FROM:<a@b.cz> REQUIRETLS=1" : "MAIL FROM:<a@b.cz> REQUIRETLS"), StringComparison.Ordinal);
        if (isOffered) Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<a@b.cz> REQUIRETLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartTls_T3_OutOfPlace_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("501", await client.AskAsync("STARTTLS now"), StringComparison.Ordinal);
        await client.AskAsync("AUTH PLAIN AGEAc2VjcmV0");
        Assert.StartsWith("503 5.5.1", await client.AskAsync("STARTTLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartTls_WithoutACertificate_IsNotOffered()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), withTls: false);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        Assert.DoesNotContain("STARTTLS", await client.AskAsync("EHLO x"), StringComparison.Ordinal);
        Assert.StartsWith("454 4.7.0", await client.AskAsync("STARTTLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImplicitTls_WholeSession_IsServed()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.AllowCleartextAuthentication = false);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.ImplicitTls, tls: true);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN AGEAc2VjcmV0"), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        Assert.StartsWith("250", await client.AskAsync("text\r\n."), StringComparison.Ordinal);
        Assert.StartsWith("221", await client.AskAsync("QUIT"), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("tls localhost", script.Log[0]);
    }

    [Fact]
    public async Task Certificate_T5_T7_IsChosenByNameAndAnewForEachConnection()
    {
        SslStreamCertificateContext first = TestCertificate.Make("first.example");
        SslStreamCertificateContext second = TestCertificate.Make("second.example");
        SslStreamCertificateContext standard = first;
        await using TestServer server = await TestServer.StartAsync(
            new Script(), certificates: name => string.Equals(name, "second.example", StringComparison.Ordinal) ? second : standard);

        Assert.Equal("CN=first.example", await PeerAsync(server, "unknown.example"));
        Assert.Equal("CN=second.example", await PeerAsync(server, "second.example"));
        standard = second;
        Assert.Equal("CN=second.example", await PeerAsync(server, "unknown.example"));
    }

    [Fact]
    public async Task Handshake_P5_WithCleartextOnTheImplicitPort_ClosesWithoutAReply()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.ImplicitTls);
        await client.SendAsync("EHLO client.example\r\n");
        string said = await client.ReadToEndAsync();
        Assert.DoesNotContain("220", said, StringComparison.Ordinal);
        Assert.DoesNotContain("connect", script.Log);
    }

    [Fact]
    public async Task Handshake_P5_OnTheCleartextPortBeforeSpeaking_ClosesWithoutAReply()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        await client.SendAsync(new byte[] { 0x16, 0x03, 0x01, 0x02, 0x00, 0x01 });
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Handshake_T4_NoCertificateForTheName_ClosesTheConnection()
    {
        await using TestServer server = await TestServer.StartAsync(
            new Script(), certificates: static name => name is null ? TestCertificate.Localhost : null);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("STARTTLS");
        await Assert.ThrowsAnyAsync<Exception>(() => client.StartTlsAsync("x.example"));
    }

    private static async Task<string?> PeerAsync(TestServer server, string name)
    {
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.ImplicitTls);
        await client.StartTlsAsync(name);
        await client.ExpectAsync("220");
        return client.TlsPeer;
    }
}
